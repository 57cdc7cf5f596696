import type { Profile } from './profile.ts';

/** The default: stops what is plainly an attack, flags what may be one, keeps secrets out of answers. */
export const balanced: Profile = {
  id: 'balanced',
  title: 'Balanced',
  rules: [
    { minSeverity: 'low', decision: 'flag' },
    { threat: 'prompt-injection', minSeverity: 'high', stage: 'prompt', decision: 'block' },
    { detector: 'extraction-rules', minSeverity: 'high', stage: 'prompt', decision: 'block' },
    { detector: 'secret-rules', minSeverity: 'medium', stage: 'completion', decision: 'redact' },
    { detector: 'hidden-characters', minSeverity: 'high', stage: 'completion', decision: 'redact' },
  ],
  unavailable: 'block',
};
