export {
  type CaseSlice,
  formatCaseSlice,
  type KeyChange,
  maxSliceEntries,
  maxSliceLength,
  type SliceEntry,
} from './case-slice/case-slice.ts';
export { followKeyChanges } from './case-slice/key-changes.ts';
export { matchesSliceFilter, type SliceFilter } from './case-slice/slice-filter.ts';
export { type SliceStatement, sliceDigest } from './case-slice/slice-statement.ts';
export { type VerifiedSlice, verifyCaseSlice } from './case-slice/verify-case-slice.ts';
export { type OpenedCheckpoint, openCheckpoint, parseCheckpointText } from './checkpoint.ts';
export { showsAnotherTree, verifyConsistency } from './consistency.ts';
export { type CosignedStatement, cosignedMessage, encodeCosignature } from './cosignature.ts';
export {
  type CheckpointPolicy,
  type Cosignature,
  type CosignatureChecks,
  type CosignedCheckpoint,
  openCosignatures,
  openCosignedCheckpoint,
  type UncheckedCosignature,
} from './cosigned-checkpoint.ts';
export {
  type CosignatureAlgorithm,
  type CosignerKey,
  cosignerKeyId,
  parseCosignerKey,
  typeOf as cosignatureTypeOf,
} from './cosigner-key.ts';
export { leafHash, nodeHash } from './hashes.ts';
export { type InclusionPathInput, inclusionPath, type PathStep, verifyInclusion } from './inclusion.ts';
export { type MultiProof, type Subtree, unselectedSubtrees, verifyMultiInclusion } from './multi-proof.ts';
export { type Note, type NoteSignature, parseNote, type Refusal, signatureLine } from './note.ts';
export { type Sha256, webCryptoSha256 } from './sha256.ts';
export { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.ts';
export { TreeHasher } from './tree-hasher.ts';
export {
  checkSignatures,
  ed25519KeyId,
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
} from './verifier-key.ts';
export { type ProvenEntry, verifyTlogProof } from './verify-tlog-proof.ts';
