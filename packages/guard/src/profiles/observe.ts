import type { Profile } from './profile.ts';

/** Looks and tells, never stops anything: for the first days on real traffic. */
export const observe: Profile = {
  id: 'observe',
  title: 'Observe',
  rules: [{ minSeverity: 'info', decision: 'flag' }],
  unavailable: 'flag',
};
