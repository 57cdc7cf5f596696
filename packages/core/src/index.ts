export {
  type Access,
  type AccessContext,
  type Action,
  actions,
  type Principal,
  type Resource,
  type Role,
  type RoleGrant,
  resourceKinds,
  roles,
  type Scope,
  type Who,
} from './access.ts';
export { actorOf } from './actor-of.ts';
export { decodeUtf8, type JsonLimits, parseBoundedJson } from './bounded-json.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { type Clock, systemClock } from './clock.ts';
export { parseConfig } from './config.ts';
export { openAesGcm, sealAesGcm } from './crypto/aes-gcm.ts';
export { type AlternativeName, alternativeNames } from './crypto/alternative-names.ts';
export { type CertificateFacts, isIssuedBy, isKeyOf, readCertificates } from './crypto/certificate.ts';
export {
  deriveKey,
  equalConstantTime,
  hmacSha1,
  hmacSha256,
  type Sha256Stream,
  sha256,
  sha256Hex,
  sha256Stream,
} from './crypto/digest.ts';
export { ed25519Signer, type Signer, verifyEd25519 } from './crypto/ed25519.ts';
export {
  addRecipient,
  type ChangeOptions,
  type CheckedRecipient,
  checkRecipients,
  removeRecipient,
  rotateRecipient,
} from './crypto/envelope/change-recipients.ts';
export {
  encodeKeys,
  type KeysDocument,
  openKeys,
  parseKeys,
  recipientsOf,
  type SealKeysOptions,
  sealKeys,
} from './crypto/envelope/keys-document.ts';
export { type NewIdentity, newIdentity, type PrivateKey } from './crypto/envelope/private-key.ts';
export { parsePrivateKey, sealPrivateKey } from './crypto/envelope/private-key-file.ts';
export { type PublicKey, parsePublicKey } from './crypto/envelope/public-key.ts';
export type { Identity, Recipient, RecipientInfo } from './crypto/envelope/recipient.ts';
export { describeRecipient } from './crypto/envelope/refusals.ts';
export {
  type DroppedRecipient,
  type Resealed,
  type ResealOptions,
  reseal,
} from './crypto/envelope/reseal.ts';
export {
  openSecret,
  type SealSecretOptions,
  sealSecret,
  secretRecipients,
} from './crypto/envelope/secret-document.ts';
export { type FloeLayout, floeLayout } from './crypto/floe/layout.ts';
export { sealTransform, unsealTransform } from './crypto/floe/node-streams.ts';
export { type FloeOpener, openFloe } from './crypto/floe/opener.ts';
export { type FloeParameters, parametersOf } from './crypto/floe/parameters.ts';
export { fileKey, type SealedPlace, sealedPlace } from './crypto/floe/place.ts';
export { sealBytes, unsealBytes } from './crypto/floe/sealed-bytes.ts';
export {
  openSealedReader,
  type RandomAccessSource,
  type SealedReader,
  type SealedReaderOptions,
} from './crypto/floe/sealed-reader.ts';
export {
  createSealedWriter,
  type RandomAccessSink,
  type SealedWriter,
  type SealedWriterOptions,
} from './crypto/floe/sealed-writer.ts';
export { beginFloe, continueFloe, type FloeOptions, type FloeSealer } from './crypto/floe/sealer.ts';
export { sealStream, unsealStream } from './crypto/floe/web-streams.ts';
export { DescriptorError } from './crypto/floe-threads/descriptor-error.ts';
export { type RunSegmentsOptions, runSegments } from './crypto/floe-threads/run-segments.ts';
export type { SegmentJob } from './crypto/floe-threads/segment-job.ts';
export type {
  DataKey,
  KeyContext,
  KeyProvider,
  ProviderPublicKey,
  ProviderSignature,
  SignatureAlgorithm,
  WrappedKey,
} from './crypto/key-provider.ts';
export { mlDsa44Signer, verifyMlDsa44 } from './crypto/ml-dsa-44.ts';
export { movedOutsideHeap, outsideHeap } from './crypto/outside-heap.ts';
export { exportP256, importP256, newP256KeyPair, type P256KeyPair } from './crypto/p256.ts';
export { randomBytes } from './crypto/random.ts';
export { type ScryptCost, scrypt } from './crypto/scrypt.ts';
export {
  type Decision,
  type Detector,
  type DetectorStream,
  decisions,
  type Edit,
  type Inspection,
  type Part,
  type Stage,
  type StreamProgress,
  type Subject,
  type Verdict,
} from './detection.ts';
export {
  CoreError,
  type CoreErrorCode,
  coreErrors,
  type ErrorEntry,
  type ErrorTable,
  type Problem,
  RingwallError,
  toProblem,
} from './errors.ts';
export {
  type BodyRef,
  eventData,
  type HoldScope,
  holdScopeSchema,
  outcomeStatuses,
  type RetentionClass,
  retentionClasses,
} from './event-data.ts';
export {
  type Actor,
  actorSchema,
  decodeEvent,
  type EventData,
  type EventOf,
  type EventType,
  encodeEvent,
  eventSchema,
  intentEvent,
  maxLeafBytes,
  newEvent,
  outcomeEvent,
  type RecordedEvent,
  type RingwallEvent,
  recordEvent,
} from './events.ts';
export { type Finding, type Severity, type Span, severities, type Threat, threats } from './findings.ts';
export { type Id, type IdKind, idTimeMs, type KeyId, newId, type RequestId, type SessionId } from './ids.ts';
export {
  type Asked,
  type Dialect,
  type EventStream,
  isAmong,
  type Migration,
  type Module,
  type PiecesReply,
  type Projects,
  type RawReply,
  type Route,
  type RouteReply,
  type RouteRequest,
} from './module.ts';
export { type Page, pageOf, pageQuery, pageSchema } from './page.ts';
export { route, type Shown } from './route.ts';
export { Secret } from './secret.ts';
export { wholeNumber } from './whole-number.ts';
