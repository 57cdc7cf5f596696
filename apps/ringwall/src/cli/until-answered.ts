import { setTimeout as sleep } from 'node:timers/promises';

/** A server that is started again is there within seconds. */
const pausesMs = [100, 400, 1500, 3000];

/**
 * Sends a request again where the connection broke before its answer came: the server may have done it or not, which
 * its idempotency key settles. One that never reached a server is not sent again.
 * @throws what the last try failed with
 */
export async function untilAnswered<Answer>(
  send: () => Promise<Answer>,
  { pauses = pausesMs }: { readonly pauses?: readonly number[] } = {},
): Promise<Answer> {
  let wasCutOff = false;
  for (const pauseMs of pauses) {
    try {
      return await send();
    } catch (error) {
      wasCutOff ||= isCut(error);
      if (!wasCutOff) throw error;
    }
    await sleep(pauseMs);
  }
  return send();
}

function isCut(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
