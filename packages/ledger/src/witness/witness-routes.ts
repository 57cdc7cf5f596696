import { spellSeen } from './seen-history.ts';
import type { Witness, WitnessReply } from './witness.ts';

const plain = 'text/plain; charset=utf-8';
const refused = (status: number, reason: string): WitnessReply => ({
  status,
  contentType: plain,
  body: `${reason}\n`,
});
const notFound = refused(404, 'there is nothing here');

/**
 * Answers one HTTP request to a witness, whatever carries it. `POST /add-checkpoint` is C2SP tlog-witness. For whoever
 * checks a log there are `GET /checkpoints/<origin>`, the newest checkpoint cosigned, and
 * `GET /checkpoints/<origin>/history?from=<size>&limit=<number>`, all that was: `<size> <root> <time>` a line.
 * Origins are percent-encoded. @throws what the witness's disk throws
 */
export async function answerWitnessRequest(
  witness: Witness,
  request: { readonly method: string; readonly url: string; readonly body: Uint8Array },
): Promise<WitnessReply> {
  const url = URL.parse(request.url, 'http://witness');
  if (url === null) return notFound;
  const [, first, encoded, third, ...rest] = url.pathname.split('/');
  if (first === 'add-checkpoint' && encoded === undefined) {
    return request.method === 'POST'
      ? witness.addCheckpoint(request.body)
      : refused(405, 'checkpoints are posted');
  }
  if (first !== 'checkpoints' || encoded === undefined || rest.length > 0) return notFound;
  if (request.method !== 'GET') return refused(405, 'what was cosigned is only read');
  const origin = decode(encoded);
  if (origin === undefined) return notFound;
  if (third === undefined) {
    const note = witness.latest(origin);
    return note === undefined ? notFound : { status: 200, contentType: plain, body: note };
  }
  if (third !== 'history') return notFound;
  const from = countOf(url.searchParams.get('from') ?? '0');
  const limit = countOf(url.searchParams.get('limit') ?? '1000');
  if (from === undefined || limit === undefined || limit === 0)
    return refused(400, 'from and limit are numbers');
  const seen = await witness.seen(origin, from, limit);
  return seen === undefined ? notFound : { status: 200, contentType: plain, body: spellSeen(seen) };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function countOf(text: string): number | undefined {
  return /^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}
