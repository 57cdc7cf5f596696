import type { CheckpointPolicy, CosignatureChecks } from '../cosigned-checkpoint.ts';
import { parseVerifierKey } from '../verifier-key.ts';
import { verifyTlogProof } from '../verify-tlog-proof.ts';
import { type KeyChange, membersOf } from './case-slice.ts';
import { parseLeaf } from './leaf.ts';

/**
 * The keys of a log that follow from trusted ones, and those: a key counts when the event that names it stands under a
 * checkpoint which a key that counts already has signed. A change that does not hold adds nothing: whoever trusts the
 * newest key has no use for those before it.
 */
export async function followKeyChanges(
  changes: readonly KeyChange[],
  policy: CheckpointPolicy,
  checks: CosignatureChecks,
): Promise<readonly string[]> {
  const logKeys = [...policy.logKeys];
  for (const { leaf, proof } of changes) {
    const next = newKeyIn(leaf);
    const key = next === undefined ? undefined : parseVerifierKey(next);
    if (next === undefined || !key?.ok || logKeys.includes(next)) continue;
    const entry = new TextEncoder().encode(leaf);
    const proven = await verifyTlogProof(proof, { entry, policy: { logKeys } }, checks);
    // A log speaks for its own name only.
    if (proven.ok && proven.checkpoint.origin === key.name) logKeys.push(next);
  }
  return logKeys;
}

function newKeyIn(leaf: string): string | undefined {
  const event = membersOf(parseLeaf(leaf));
  const next = event('type') === 'ledger-key.rotated' ? membersOf(event('data'))('to') : undefined;
  return typeof next === 'string' ? next : undefined;
}
