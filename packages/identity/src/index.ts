export { revokeBoundKeys } from './bound-keys.ts';
export { IdentityError, type IdentityErrorCode, identityErrors } from './errors.ts';
export { createIdentity, type Identity } from './identity.ts';
export type { KeySummary, NewKey } from './keys.ts';
export { identityModule } from './module.ts';
export type { NewSession } from './sessions.ts';
export { defaultProject, identityMigrations } from './tables.ts';
