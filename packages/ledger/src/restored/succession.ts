import { type Actor, type Clock, decodeEvent } from '@ringwall/core';
import { LedgerError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Ledger } from '../ledger.ts';
import type { TreeRoots } from '../witness/divergence.ts';
import { refuseUnlessExtends, type WitnessedTree } from '../witness/must-extend.ts';

/** That what is there is an older state than others may have seen, and shall go on nevertheless. */
export interface Restored {
  /** For the record; another start with the same words does not begin yet another log. */
  readonly reason: string;
  readonly actor: Actor;
  /** It is known that the log has not gone on since: then the same words do begin another. */
  readonly isAnother?: boolean;
}

/**
 * Decides under which name the log goes on, before anything is signed. Under its own it must extend all that was
 * witnessed of it. A restored one gets a name and a key of its own instead, once: under the old name it would
 * contradict what that name has signed.
 * @throws LedgerError ledger/behind-witness, ledger/witness-mismatch; what writing the key file throws
 */
export async function chooseName(about: {
  readonly tree: TreeRoots;
  readonly keys: Keyring;
  readonly clock: Clock;
  readonly mustExtend: readonly WitnessedTree[];
  readonly restored: Restored | undefined;
}): Promise<void> {
  const { tree, keys, clock, mustExtend, restored } = about;
  const isAnother = restored?.isAnother || keys.restored?.data.reason !== restored?.reason;
  if (restored === undefined || !isAnother) {
    await refuseUnlessExtends(tree, mustExtend);
    return;
  }
  const witnessed = mustExtend.map(({ size }) => size);
  await keys.succeed({
    size: tree.size,
    root: new Uint8Array(await tree.root(tree.size)),
    witnessedSize: witnessed.length === 0 ? undefined : Math.max(...witnessed),
    reason: restored.reason,
    actor: restored.actor,
    nowMs: clock.now(),
  });
}

/**
 * Puts on record that the log goes on under a new name, as the first entry under it. Where a crash came in between, the
 * next start does; it is known from the key file, which came first.
 * @throws LedgerError ledger/truncated, ledger/keys-invalid where keys and log do not belong together; what appending
 * throws
 */
export async function recordSuccession(ledger: Ledger, keys: Keyring): Promise<void> {
  const event = keys.restored;
  if (event === undefined) return;
  const { size, origin } = event.data;
  if (ledger.size === size) {
    await ledger.append(event);
    await ledger.checkpoint();
    return;
  }
  if (ledger.size < size) {
    throw new LedgerError(
      'ledger/truncated',
      `The log ends after ${ledger.size} entries; as ${origin} it began with ${size}.`,
    );
  }
  if (size < ledger.minimumIndex) return;
  if (decodeEvent((await ledger.read(size)).leaf).uid !== event.uid) {
    throw new LedgerError(
      'ledger/keys-invalid',
      `The keys are those of ${origin}, which began with entry ${size}; that entry is another one here.`,
    );
  }
}
