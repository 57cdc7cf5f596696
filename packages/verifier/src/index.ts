export { type OpenedCheckpoint, openCheckpoint, parseCheckpointText } from './checkpoint.ts';
export { verifyConsistency } from './consistency.ts';
export { leafHash, nodeHash } from './hashes.ts';
export { type InclusionPathInput, inclusionPath, type PathStep, verifyInclusion } from './inclusion.ts';
export { type Note, type NoteSignature, parseNote, type Refusal } from './note.ts';
export { type Sha256, webCryptoSha256 } from './sha256.ts';
export { TreeHasher } from './tree-hasher.ts';
export {
  checkSignatures,
  ed25519KeyId,
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
} from './verifier-key.ts';
