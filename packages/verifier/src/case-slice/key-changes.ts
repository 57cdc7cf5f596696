import { decodeBase64, isCount } from '../bytes.ts';
import type { CheckpointPolicy, CosignatureChecks } from '../cosigned-checkpoint.ts';
import { parseVerifierKey, verifyByWebCrypto } from '../verifier-key.ts';
import { verifyTlogProof } from '../verify-tlog-proof.ts';
import { type KeyChange, membersOf } from './case-slice.ts';
import { parseLeaf } from './leaf.ts';

/** Whose word about an excerpt counts. */
export interface SlicePolicy extends CheckpointPolicy {
  /**
   * Whether the key of a log that was restored to an older state counts, and goes on under another name, where a key
   * that counts has endorsed it. It does not have what was signed under the old name later.
   */
  readonly followRestored?: boolean;
}

/**
 * The keys of a log that follow from trusted ones, and those: a key counts when the event that names it stands under a
 * checkpoint which a key that counts already has signed. A change that does not hold adds nothing: whoever trusts the
 * newest key has no use for those before it.
 */
export async function followKeyChanges(
  changes: readonly KeyChange[],
  policy: SlicePolicy,
  checks: CosignatureChecks,
): Promise<readonly string[]> {
  const logKeys = [...policy.logKeys];
  for (const change of changes) {
    const { leaf, proof } = change;
    const successor = policy.followRestored ? await successorIn(change, logKeys, checks) : undefined;
    if (successor !== undefined && !logKeys.includes(successor)) logKeys.push(successor);
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

/** The key that a restored log goes on with, as `ledger.restored` says and a key that counts has signed. */
async function successorIn(
  { leaf, proof }: KeyChange,
  logKeys: readonly string[],
  checks: CosignatureChecks,
): Promise<string | undefined> {
  const event = membersOf(parseLeaf(leaf));
  const data = membersOf(event('data'));
  const [from, to, size, root] = [data('from'), data('verifierKey'), data('size'), data('root')];
  const endorsement = data('endorsement');
  if (event('type') !== 'ledger.restored' || !isCount(size)) return undefined;
  if (typeof from !== 'string' || typeof to !== 'string' || !logKeys.includes(from)) return undefined;
  const [old, next] = [parseVerifierKey(from), parseVerifierKey(to)];
  const signature = typeof endorsement === 'string' ? decodeBase64(endorsement) : undefined;
  if (!old.ok || !next.ok || signature === undefined || typeof root !== 'string') return undefined;
  const bytes = new TextEncoder();
  const text = bytes.encode(`ringwall/successor/1\n${to}\n${size}\n${root}\n`);
  const verify = checks.verifySignature ?? verifyByWebCrypto;
  if (signature.length !== 64 || !(await verify(old.publicKey, text, signature))) return undefined;
  const about = { entry: bytes.encode(leaf), policy: { logKeys: [to] } };
  const proven = await verifyTlogProof(proof, about, checks);
  return proven.ok && proven.index === size && proven.checkpoint.origin === next.name ? to : undefined;
}
