export { type OpenedCheckpoint, openCheckpoint, parseCheckpointText } from './checkpoint.ts';
export { verifyConsistency } from './consistency.ts';
export { type CosignedStatement, cosignedMessage, encodeCosignature } from './cosignature.ts';
export {
  type CheckpointPolicy,
  type Cosignature,
  type CosignatureChecks,
  type CosignedCheckpoint,
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
export { type Note, type NoteSignature, parseNote, type Refusal, signatureLine } from './note.ts';
export { type Sha256, webCryptoSha256 } from './sha256.ts';
export { TreeHasher } from './tree-hasher.ts';
export {
  checkSignatures,
  ed25519KeyId,
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
} from './verifier-key.ts';
