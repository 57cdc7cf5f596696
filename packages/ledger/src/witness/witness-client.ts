import { decodeUtf8 } from '@ringwall/core';
import { type CosignedCheckpoint, openCosignatures } from '@ringwall/verifier';
import { type AddCheckpoint, encodeAddCheckpoint } from './add-checkpoint-request.ts';
import type { SeenTree, SeenTrees } from './divergence.ts';
import { parseSeen } from './seen-history.ts';
import { cosignatureChecks } from './watched-log.ts';

/** One HTTP request to a witness. */
export interface WitnessRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * How witnesses are reached; given by the application, because this package opens no sockets. It answers for every
 * status and rejects where there is no whole answer.
 */
export type WitnessTransport = (
  request: WitnessRequest,
) => Promise<{ readonly status: number; readonly body: Uint8Array }>;

/** A witness as configured. */
export interface WitnessAddress {
  /** Where `add-checkpoint` lies, without a slash at its end. */
  readonly url: string;
  /** Its verifier keys; only what verifies under one of them is believed. */
  readonly keys: readonly string[];
}

/** What became of a checkpoint that was sent. */
export type Submitted =
  | { readonly kind: 'cosigned'; readonly timeSeconds: number; readonly lines: readonly string[] }
  /** The witness has cosigned another size than the log thought. */
  | { readonly kind: 'conflict'; readonly size: number }
  /** The log does not extend what the witness has cosigned. */
  | { readonly kind: 'inconsistent' }
  /** No answer, or none that says anything about the log. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface WitnessClient {
  /** Name of the witness, from its keys. */
  readonly name: string;
  readonly url: string;
  readonly keys: readonly string[];
  submit(request: AddCheckpoint, signal?: AbortSignal): Promise<Submitted>;
  /**
   * The newest checkpoint it has cosigned of a log; undefined where it has none. Its cosignature is enough: it gives
   * one only for what the log's key has signed, and a log that was put back may not know its newest key.
   * @throws what the transport throws; an Error when the answer is not that
   */
  newest(
    log: Pick<LogName, 'origin'>,
  ): Promise<(Omit<CosignedCheckpoint, 'signedBy'> & { readonly note: string }) | undefined>;
  /** All it has cosigned of a log. Its answers are its word alone: no signature covers them. */
  seen(origin: string): SeenTrees;
}

/** A log, and the keys it may sign with. */
export interface LogName {
  readonly origin: string;
  readonly verifierKeys: readonly string[];
}

const maxAnswerBytes = 128 << 10;

/** Speaks to one witness. */
export function witnessClient(
  address: WitnessAddress,
  options: { readonly transport: WitnessTransport; readonly timeoutMs: number },
): WitnessClient {
  const { url, keys } = address;
  const { transport, timeoutMs } = options;
  const common = { headers: { accept: '*/*' }, timeoutMs, maxBytes: maxAnswerBytes };
  const place = (origin: string) => `${url}/checkpoints/${encodeURIComponent(origin)}`;
  return {
    name: keys[0]?.split('+')[0] ?? url,
    url,
    keys,
    async submit(request, signal) {
      const headers = { ...common.headers, 'content-type': 'text/plain; charset=utf-8' };
      const body = encodeAddCheckpoint(request);
      const sent = { ...common, headers, method: 'POST', url: `${url}/add-checkpoint`, body } as const;
      try {
        const answer = await transport({ ...sent, ...(signal && { signal }) });
        return await understand(answer.status, decodeUtf8(answer.body), { request, keys });
      } catch (error) {
        return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    async newest({ origin }) {
      const answer = await transport({ ...common, method: 'GET', url: place(origin) });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw new Error(`The witness answers ${answer.status}.`);
      const note = decodeUtf8(answer.body);
      const opened = await openCosignatures(note, keys, cosignatureChecks);
      if (!opened.ok)
        throw new Error(`The checkpoint that the witness shows does not hold: ${opened.reason}.`);
      if (opened.origin !== origin || opened.cosignatures.length === 0) {
        throw new Error('The checkpoint that the witness shows is not one it has cosigned of this log.');
      }
      return { ...opened, note };
    },
    seen: (origin) => ({
      async atLeast(size): Promise<SeenTree | undefined> {
        const at = `${place(origin)}/history?from=${size}&limit=1`;
        const answer = await transport({ ...common, method: 'GET', url: at });
        const trees = answer.status === 200 ? parseSeen(decodeUtf8(answer.body)) : undefined;
        if (trees === undefined) throw new Error('The witness does not tell what it has cosigned.');
        return trees[0];
      },
    }),
  };
}

async function understand(
  status: number,
  body: string,
  { request, keys }: { readonly request: AddCheckpoint; readonly keys: readonly string[] },
): Promise<Submitted> {
  if (status === 409) {
    const size = /^(0|[1-9][0-9]{0,15})\n$/.test(body) ? Number(body) : Number.NaN;
    if (Number.isSafeInteger(size)) return { kind: 'conflict', size };
    return { kind: 'failed', reason: 'the witness answers 409 without a size' };
  }
  if (status === 422) return { kind: 'inconsistent' };
  if (status !== 200) return { kind: 'failed', reason: `the witness answers ${status}: ${firstLine(body)}` };
  // The note is our own: the signatures of the log in it are good.
  const opened = await openCosignatures(`${request.note}${body}`, keys, cosignatureChecks);
  if (!opened.ok)
    return { kind: 'failed', reason: `what the witness answers does not hold: ${opened.reason}` };
  const { cosignatures } = opened;
  if (cosignatures.length === 0)
    return { kind: 'failed', reason: 'no cosignature is of a key that is configured' };
  return {
    kind: 'cosigned',
    timeSeconds: Math.max(...cosignatures.map(({ timeSeconds }) => timeSeconds)),
    lines: cosignatures.map(({ line }) => line),
  };
}

function firstLine(body: string): string {
  return (body.split('\n')[0] ?? '').slice(0, 200);
}
