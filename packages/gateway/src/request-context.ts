import type { IncomingMessage } from 'node:http';
import type { AccessContext } from '@ringwall/core';
import { isPurpose } from '@ringwall/identity';
import { GatewayError } from './errors.ts';

/** In which a client says what a request is for, where its key asks for that or a policy does. */
const purposeHeader = 'x-ringwall-purpose';

/**
 * What a decision about a request may depend on beside who sends it: what it is for, in the caller's word, and where it
 * comes from, as the socket says it.
 * @throws GatewayError gateway/purpose-invalid
 */
export function requestContext(request: IncomingMessage): AccessContext {
  const { remoteAddress: address } = request.socket;
  const given = request.headersDistinct[purposeHeader];
  if (given === undefined) return { ...(address !== undefined && { address }) };
  const [purpose = ''] = given;
  if (given.length > 1) throw invalid('The header is given more than once.');
  if (!isPurpose(purpose))
    throw invalid('The header has from 1 to 64 letters, digits, dots, underscores and hyphens.');
  return { purpose, ...(address !== undefined && { address }) };
}

function invalid(detail: string): GatewayError {
  return new GatewayError('gateway/purpose-invalid', detail);
}
