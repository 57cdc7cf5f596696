export { decide } from './decide/decide.ts';
export { shippedDetectors } from './detectors.ts';
export { GuardError, type GuardErrorCode, guardErrors } from './errors.ts';
export {
  createGuard,
  type Guard,
  type GuardOptions,
  type InspectOptions,
  maxSubjectUnits,
} from './guard/guard.ts';
export type { GuardProgress, GuardStream } from './guard/guard-stream.ts';
export { guardModule } from './module.ts';
export type { Profile, ProfileRule } from './profiles/profile.ts';
export { defaultProfile, shippedProfiles } from './profiles/shipped.ts';
