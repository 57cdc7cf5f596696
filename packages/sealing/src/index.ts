export { SealingError, type SealingErrorCode, sealingErrors } from './errors.ts';
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
