import { formatTlogProof, type KeyChange } from '@ringwall/verifier';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import { searchEntries } from '../search/search-entries.ts';

/** As many as a case slice may hold. */
const maxChanges = 64;

/**
 * How each key of the log follows from the one before it, oldest first: whoever trusts any of them can go on from
 * there to the newest, also where the log was restored and goes on under another name. Changes whose records were pruned are left out.
 * @throws LedgerError ledger/projection-stopped
 */
export async function listKeyChanges(parts: {
  readonly ledger: Ledger;
  readonly projection: Pick<Projection, 'find'>;
}): Promise<readonly KeyChange[]> {
  const { ledger } = parts;
  const search = { types: ['ledger-key.rotated', 'ledger.restored'], limit: maxChanges };
  const { entries } = await searchEntries(parts, search);
  const changes: KeyChange[] = [];
  for (const { index, leaf } of entries.toReversed()) {
    // The first checkpoint over the record is signed by both keys; later ones may bear the newer one alone.
    const { size } = await ledger.firstCheckpointOver(index);
    const { hashes, checkpoint } = await ledger.prove(index, size);
    changes.push({
      leaf: Buffer.from(leaf).toString('utf8'),
      proof: formatTlogProof({ index, hashes, checkpoint }),
    });
  }
  return changes;
}
