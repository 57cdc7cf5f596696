import type { IncomingMessage } from 'node:http';
import type { Subjects } from '@ringwall/ledger';
import { GatewayError } from './errors.ts';

/** In which a client names the conversation that a request belongs to: any text, of which a digest is kept. */
const conversationHeader = 'x-ringwall-conversation';
const maxBytes = 256;
const digestLength = 26;

/**
 * The digest of the conversation that a request belongs to, as OpenTelemetry's `gen_ai.conversation.id` means it: another
 * one in each project, and made with a key, so that nobody who reads the log can tell the name. Undefined where none is
 * named.
 * @throws GatewayError gateway/conversation-invalid
 */
export function requestConversation(
  request: IncomingMessage,
): ((of: { readonly project: string; readonly subjects: Pick<Subjects, 'lookup'> }) => string) | undefined {
  const given = request.headersDistinct[conversationHeader];
  if (given === undefined) return undefined;
  const [text = ''] = given;
  // Node gives every byte of a header as one character.
  const name = Buffer.from(text, 'latin1');
  if (given.length > 1) throw invalid('The header is given more than once.');
  if (name.length === 0 || name.length > maxBytes)
    throw invalid(`The header has from 1 to ${maxBytes} bytes.`);
  // A zero byte cannot come in a header: no person that one names has the same digest.
  const told = Buffer.concat([Buffer.from('conversation\0'), name]);
  return ({ project, subjects }) => `cnv_${subjects.lookup(project, told).slice(0, digestLength)}`;
}

function invalid(detail: string): GatewayError {
  return new GatewayError('gateway/conversation-invalid', detail);
}
