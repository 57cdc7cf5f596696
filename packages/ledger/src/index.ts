export { type Bodies, createBodies } from './bodies/bodies.ts';
export type { Lock, Supplied } from './bodies/body-lock.ts';
export type { Checkpoint } from './checkpoints.ts';
export { type LogCopy, openLogCopy, type PutFile } from './copy/log-copy.ts';
export { LedgerError, type LedgerErrorCode, ledgerErrors } from './errors.ts';
export { type Files, type LedgerFile, nodeFiles, type OpenMode } from './files.ts';
export { createForgetting, type Forgetting } from './forgetting.ts';
export { forgettingModule, type RetentionReply } from './forgetting-module.ts';
export type { HeldRecords } from './holds/held-records.ts';
export type { Hold } from './holds/holds.ts';
export type { KeySeal } from './keyring/key-file.ts';
export { createKeyRotation, type KeyRotated, type KeyRotation } from './keyring/key-rotation.ts';
export { type Keyring, type KeyringOptions, openKeyring, type WrappedSecret } from './keyring/keyring.ts';
export { type KeyChangesReply, logKeyModule } from './keyring/log-key-module.ts';
export {
  createLogKeyRotation,
  type LogKeyRotated,
  type LogKeyRotation,
} from './keyring/log-key-rotation.ts';
export { type InclusionProof, type Ledger, openLedger, type Receipt } from './ledger.ts';
export { type ConsistencyReply, ledgerModule, type ProofReply } from './module.ts';
export {
  createProjection,
  type ProjectedEvent,
  type Projection,
  type Projector,
} from './projection/projection.ts';
export { reindex } from './projection/reindex.ts';
export type { ExpiringRows } from './retention/expiring-rows.ts';
export { forgettingProjector } from './retention/forgetting-projector.ts';
export type { RetentionPolicy, RetentionRun, RetentionState } from './retention/retention.ts';
export { type LedgerEntry, type LedgerHead, type LedgerPage, ledgerHead } from './search/entry-reply.ts';
export { sliceModule } from './slices/slice-module.ts';
export type { Erased, SubjectSummary } from './subjects/erasure.ts';
export { maxSubjectBytes, type Subject, type Subjects } from './subjects/subjects.ts';
export { logResource } from './tiles/log-resource.ts';
export type { LogFault, LogReport } from './verify/log-report.ts';
export { type VerifyOptions, verifyLog } from './verify/verify-log.ts';
export type { Witnessed, WitnessView } from './verify/witnessed.ts';
export type { Entry } from './wal/entry-reader.ts';
export { maxRequestBytes as maxWitnessRequestBytes } from './witness/add-checkpoint-request.ts';
export { type AskedWitness, askWitnesses } from './witness/ask-witnesses.ts';
export type { WitnessedTree } from './witness/must-extend.ts';
export type { WitnessRefusal } from './witness/submission.ts';
export { openWitness, type Witness, type WitnessReply } from './witness/witness.ts';
export {
  type WitnessAddress,
  type WitnessClient,
  type WitnessTransport,
  witnessClient,
} from './witness/witness-client.ts';
export { openWitnessKeys, type WitnessKeys } from './witness/witness-keys.ts';
export type { WitnessState } from './witness/witness-loop.ts';
export { type WitnessesReply, witnessModule } from './witness/witness-module.ts';
export { answerWitnessRequest } from './witness/witness-routes.ts';
export {
  createWitnessing,
  type Witnessing,
  type WitnessingState,
  witnessingState,
} from './witness/witnessing.ts';
