export {
  type DestructionRecord,
  type DestructionRequest,
  type DocumentFate,
  type DocumentOutcome,
  destroyWithProof,
  type NamedDocument,
  type Remaining,
} from './destruction/destroy-with-proof.ts';
export { SealingError, type SealingErrorCode, sealingErrors } from './errors.ts';
export { writeDurably } from './files/durable-files.ts';
export { type FileSource, fileSource } from './files/file-source.ts';
export { inspectSealed, type SealedFacts } from './files/inspect-sealed.ts';
export { type OpenedFile, type OpenFileOptions, openFile } from './files/open-file.ts';
export {
  type OpenedSealedFile,
  type OpenSealedFileOptions,
  openSealedFile,
} from './files/open-sealed-file.ts';
export type { Progress, ProgressListener } from './files/progress.ts';
export { type RekeyFileOptions, rekeyFile } from './files/rekey-file.ts';
export { nextVersion, type Rekeyed, type RekeyOptions } from './files/rekey-payloads.ts';
export type { Checkpoints } from './files/resumable.ts';
export { type SealedFile, type SealFileOptions, sealFile } from './files/seal-file.ts';
export { keysPathOf, partialPathOf, replacementPathOf } from './files/sealed-names.ts';
export { type FolderMember, type FolderTotals, folderLimits } from './folders/folder-index.ts';
export type { FolderSource } from './folders/folder-parts.ts';
export { type OpenFolderOptions, openFolder, type UnpackedFolder } from './folders/open-folder.ts';
export {
  type MemberRange,
  type OpenedSealedFolder,
  type OpenSealedFolderOptions,
  openSealedFolder,
} from './folders/open-sealed-folder.ts';
export { type RekeyFolderOptions, rekeyFolder } from './folders/rekey-folder.ts';
export { type SealedFolder, type SealFolderOptions, sealFolder } from './folders/seal-folder.ts';
export type { SkippedMember } from './folders/walk-folder.ts';
export type { HttpAnswer, HttpRequest, HttpTransport } from './key-providers/http-transport.ts';
export type {
  Destruction,
  KeyInfo,
  KeyProviderKind,
  KeyUse,
  KeyVersionInfo,
  KeyVersionState,
  ManagedKeyProvider,
  NewKey,
  ProviderDependencies,
  ProviderKindName,
  SecretRef,
} from './key-providers/key-provider-kind.ts';
export { keyProviderKinds } from './key-providers/kinds.ts';
export { type KeyProviderEntry, openKeyProvider } from './key-providers/open-key-provider.ts';
export { dueKeys, nextRotation } from './key-providers/rotation-schedule.ts';
