import type { IncomingMessage } from 'node:http';
import type { Principal } from '@ringwall/core';
import { maxSubjectBytes, type Subject, type Subjects } from '@ringwall/ledger';
import { GatewayError } from './errors.ts';

/** In which a client names the person that a request is about: any text, of which a pseudonym is kept. */
const subjectHeader = 'x-ringwall-subject';

/** A pseudonym that is not found by then is a new one. */
const findWithinMs = 250;

/**
 * The person a request is about: the one its key is bound to, or the one its header names; undefined for neither. Never
 * rejects, so that it may be begun before the body is read and awaited after.
 * @throws GatewayError gateway/subject-invalid
 */
export function requestSubject(
  request: IncomingMessage,
  of: {
    readonly principal: Principal;
    /** In which the request is made: everybody has another pseudonym in each. */
    readonly project: string;
    readonly subjects: Subjects;
  },
): Promise<Subject> | undefined {
  const { principal, project, subjects } = of;
  const given = request.headersDistinct[subjectHeader];
  const { subject: bound } = principal;
  if (given === undefined)
    return bound === undefined ? undefined : subjects.resolve(project, bound, { withinMs: findWithinMs });
  const [text = ''] = given;
  // Node gives every byte of a header as one character.
  const name = Buffer.from(text, 'latin1');
  if (given.length > 1) throw invalid('The header is given more than once.');
  if (name.length === 0 || name.length > maxSubjectBytes)
    throw invalid(`The header has from 1 to ${maxSubjectBytes} bytes.`);
  const lookup = subjects.lookup(project, name);
  if (bound !== undefined && bound !== lookup)
    throw invalid('The key is bound to one person, and the header names another.');
  return subjects.resolve(project, lookup, { withinMs: findWithinMs });
}

function invalid(detail: string): GatewayError {
  return new GatewayError('gateway/subject-invalid', detail);
}
