import type { CheckpointPolicy, CosignatureChecks } from '../cosigned-checkpoint.ts';
import { type Refusal, refusal } from '../note.ts';
import { parseVerifierKey } from '../verifier-key.ts';
import { verifyTlogProof } from '../verify-tlog-proof.ts';
import { type KeyChange, membersOf } from './case-slice.ts';
import { parseLeaf } from './leaf.ts';

/**
 * The keys of a log that follow from trusted ones: a key counts when the event that names it stands under a
 * checkpoint which a key that counts already has signed. Changes of other logs' keys are passed over.
 */
export async function followKeyChanges(
  changes: readonly KeyChange[],
  policy: CheckpointPolicy,
  checks: CosignatureChecks,
): Promise<{ readonly ok: true; readonly logKeys: readonly string[] } | Refusal> {
  const logKeys = [...policy.logKeys];
  for (const { leaf, proof } of changes) {
    const proven = await verifyTlogProof(
      proof,
      { entry: new TextEncoder().encode(leaf), policy: { logKeys } },
      checks,
    );
    if (!proven.ok) return refusal(`a change of the log's key does not hold: ${proven.reason}`);
    const next = newKeyIn(leaf);
    const key = next === undefined ? undefined : parseVerifierKey(next);
    if (next === undefined || !key?.ok) return refusal('what should change the key of the log names none');
    // A log speaks for its own name only.
    if (key.name !== proven.checkpoint.origin)
      return refusal("a change of the log's key is to a key of another log");
    logKeys.push(next);
  }
  return { ok: true, logKeys };
}

function newKeyIn(leaf: string): string | undefined {
  const event = membersOf(parseLeaf(leaf));
  const next = event('type') === 'ledger-key.rotated' ? membersOf(event('data'))('to') : undefined;
  return typeof next === 'string' ? next : undefined;
}
