import {
  type CheckpointPolicy,
  type CosignatureChecks,
  type CosignedCheckpoint,
  openCosignedCheckpoint,
} from './cosigned-checkpoint.ts';
import { leafHash } from './hashes.ts';
import { verifyInclusion } from './inclusion.ts';
import { type Refusal, refusal } from './note.ts';
import { parseTlogProof } from './tlog-proof.ts';

/** An entry whose place in a log was checked. */
export interface ProvenEntry {
  readonly ok: true;
  readonly index: number;
  readonly checkpoint: CosignedCheckpoint;
}

/** Checks a `.tlog-proof` (C2SP tlog-proof) for the entry's bytes, with keys that came another way. */
export async function verifyTlogProof(
  proof: string,
  about: { readonly entry: Uint8Array; readonly policy: CheckpointPolicy },
  checks: CosignatureChecks = {},
): Promise<ProvenEntry | Refusal> {
  const parsed = parseTlogProof(proof);
  if (!parsed.ok) return parsed;
  const checkpoint = await openCosignedCheckpoint(parsed.checkpoint, about.policy, checks);
  if (!checkpoint.ok) return checkpoint;
  const { index, hashes } = parsed;
  const { size, root } = checkpoint;
  if (index >= size)
    return refusal(`the checkpoint is over ${size} entries and does not reach entry ${index}`);
  const { sha256 } = checks;
  const path = { index, size, root, hashes, leafHash: await leafHash(about.entry, sha256) };
  const included = await verifyInclusion({ ...path, ...(sha256 && { sha256 }) });
  return included
    ? { ok: true, index, checkpoint }
    : refusal(`the entry is not the one at ${index}: the path does not lead to the signed root`);
}
