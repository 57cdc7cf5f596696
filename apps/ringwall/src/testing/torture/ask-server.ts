import { request } from 'node:http';
import { decodeUtf8, parseBoundedJson } from '@ringwall/core';
import { parseCheckpointText, parseNote, verifyConsistency } from '@ringwall/verifier';
import { z } from 'zod';
import { socketPath } from '../../server/socket-path.ts';

/** After so long without a word the server hangs. */
const patienceMs = 60_000;

/** Asks the server of a data directory over its socket. @throws Error when it is gone, hangs or refuses */
async function askServer<Schema extends z.ZodType>(
  dataDirectory: string,
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { status, content } = await exchange(dataDirectory, path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${decodeUtf8(content)}`);
  return schema.parse(parseBoundedJson(content, { maxBytes: 64 << 20 }));
}

function exchange(dataDirectory: string, path: string) {
  return new Promise<{ status: number; content: Uint8Array }>((resolve, reject) => {
    const sent = request({ socketPath: socketPath(dataDirectory), path }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 500, content: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.setTimeout(patienceMs, () => sent.destroy(new Error(`${path} is not answered.`)));
    sent.end();
  });
}

/** Requests in a state, at most 500. */
export async function requestsInState(dataDirectory: string, state: string): Promise<number> {
  const page = z.object({ items: z.array(z.unknown()) });
  const { items } = await askServer(dataDirectory, `/api/requests?state=${state}&limit=500`, page);
  return items.length;
}

/** Those of the answered requests whose record does not say that they were completed. */
export async function unrecorded(dataDirectory: string, answered: readonly string[]): Promise<string[]> {
  const detail = z.object({ outcome: z.object({ data: z.object({ status: z.string() }) }).optional() });
  const missing: string[] = [];
  for (const id of answered) {
    const { outcome } = await askServer(dataDirectory, `/api/requests/${id}`, detail);
    if (outcome?.data.status !== 'completed') missing.push(id);
  }
  return missing;
}

/** The tree of a signed checkpoint. */
export interface SeenTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The tree the server signs now. @throws Error when it does not extend the one seen before */
export async function treeExtending(dataDirectory: string, before: SeenTree): Promise<SeenTree> {
  const answer = z.object({ hashes: z.array(z.string()), checkpoint: z.string() });
  const path = `/api/ledger/consistency?from=${before.size}`;
  const { hashes, checkpoint } = await askServer(dataDirectory, path, answer);
  const note = parseNote(checkpoint);
  const now = note.ok ? parseCheckpointText(note.text) : note;
  if (!now.ok) throw new Error(`The checkpoint cannot be read: ${now.reason}`);
  const extended = await verifyConsistency({
    ...{ oldSize: before.size, oldRoot: before.root, newSize: now.size, newRoot: now.root },
    hashes: hashes.map((hash) => Buffer.from(hash, 'hex')),
  });
  if (!extended) throw new Error(`The tree of ${now.size} does not extend the one of ${before.size}.`);
  return now;
}

/** Reads entries, newest first, down to `from`; how many there were. @throws Error when one cannot be read */
export async function readEntriesFrom(dataDirectory: string, from: number): Promise<number> {
  const page = z.object({
    items: z.array(z.object({ index: z.int(), event: z.object({ uid: z.string() }) })),
    next: z.string().optional(),
  });
  let read = 0;
  let query = '';
  for (;;) {
    const { items, next } = await askServer(dataDirectory, `/api/ledger/entries?limit=500${query}`, page);
    read += items.filter(({ index }) => index >= from).length;
    if (next === undefined || (items.at(-1)?.index ?? 0) <= from) return read;
    query = `&cursor=${next}`;
  }
}
