import type { Shown } from '@ringwall/core';
import { z } from 'zod';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import { findDivergence } from './divergence.ts';
import { mergeNotes } from './merge-notes.ts';
import type { LogName, WitnessClient } from './witness-client.ts';

const count = z.int().nonnegative();

/** That a witness would not cosign the log, because the log is not the one it has seen. */
export const witnessRefusal = z
  .object({
    reason: z
      .enum(['shorter', 'rewritten'])
      .describe(
        '`shorter`: the witness has cosigned more entries than the log has. `rewritten`: it has cosigned others.',
      ),
    size: count.describe('Entries of the checkpoint that was refused.'),
    witnessedSize: count.describe('Entries of the newest checkpoint that the witness has cosigned.'),
    agreesUpTo: count
      .exactOptional()
      .describe('The largest cosigned size at which the log has that root; 0 where it has none of them.'),
    divergesAt: count
      .exactOptional()
      .describe('The smallest cosigned size at which it is shorter, or has another root.'),
  })
  .meta({ id: 'WitnessRefusal' });
export type WitnessRefusal = Shown<typeof witnessRefusal>;

/** What came of bringing a witness to the log's newest checkpoint. */
export type Submission =
  | {
      readonly kind: 'cosigned';
      readonly size: number;
      readonly root: Uint8Array;
      readonly timeSeconds: number;
      readonly lines: readonly string[];
      /** The checkpoint with them. */
      readonly note: string;
      /** True where the witness had less than it had cosigned before. */
      readonly forgot: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: WitnessRefusal }
  | { readonly kind: 'failed'; readonly reason: string };

export type WitnessedLedger = Pick<
  Ledger,
  'origin' | 'size' | 'latestCheckpoint' | 'proveConsistency' | 'root'
>;

/** A witness that names another size each time is not asked for ever. */
const maxAttempts = 3;

/** Sends the log's newest checkpoint to a witness that is believed to have cosigned `believedSize` entries. */
export async function submitNewest(
  client: WitnessClient,
  about: {
    readonly ledger: WitnessedLedger;
    readonly log: LogName;
    readonly believedSize: number;
    readonly signal?: AbortSignal;
  },
): Promise<Submission> {
  const { ledger, signal } = about;
  let oldSize = about.believedSize;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const { size, root, note } = ledger.latestCheckpoint();
    if (oldSize > size) return refuse(client, about, { reason: 'shorter', size, witnessedSize: oldSize });
    const hashes = await ledger.proveConsistency(oldSize, size).catch(noneIfPruned);
    if (hashes === undefined) {
      const reason = `the log was pruned beyond the ${oldSize} entries it has cosigned: have it begin again in a new directory`;
      return { kind: 'failed', reason };
    }
    const answer = await client.submit({ oldSize, hashes, note }, signal);
    switch (answer.kind) {
      case 'cosigned': {
        const { timeSeconds, lines } = answer;
        const cosigned = mergeNotes(note, note + lines.join(''));
        const forgot = oldSize < about.believedSize;
        return { kind: 'cosigned', size, root, timeSeconds, lines, note: cosigned, forgot };
      }
      case 'conflict':
        if (answer.size === oldSize)
          return refuse(client, about, { reason: 'rewritten', size, witnessedSize: oldSize });
        oldSize = answer.size;
        break;
      case 'inconsistent':
        return refuse(client, about, { reason: 'rewritten', size, witnessedSize: oldSize });
      case 'failed':
        return answer;
    }
  }
  return { kind: 'failed', reason: 'the witness names another size each time it is asked' };
}

function noneIfPruned(error: unknown): undefined {
  if (!(error instanceof LedgerError) || error.code !== 'ledger/pruned') throw error;
}

/** Looks where the two logs part, as far as the witness tells. */
async function refuse(
  client: WitnessClient,
  { ledger, log }: Parameters<typeof submitNewest>[1],
  refusal: WitnessRefusal,
): Promise<Submission> {
  try {
    const known = await client.newest(log);
    if (known === undefined) return { kind: 'refused', refusal };
    const tree = { size: ledger.latestCheckpoint().size, root: (size: number) => ledger.root(size) };
    const divergence = await findDivergence(tree, known, client.seen(log.origin));
    return { kind: 'refused', refusal: { ...refusal, ...divergence } };
  } catch {
    return { kind: 'refused', refusal };
  }
}
