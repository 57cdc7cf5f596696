import type { Profile } from './profile.ts';

/** Stops what may be an attack too; secrets may neither go in nor come out. */
export const strict: Profile = {
  id: 'strict',
  title: 'Strict',
  rules: [
    { minSeverity: 'low', decision: 'flag' },
    { threat: 'prompt-injection', minSeverity: 'medium', stage: 'prompt', decision: 'block' },
    { detector: 'extraction-rules', minSeverity: 'medium', stage: 'prompt', decision: 'block' },
    { detector: 'secret-rules', minSeverity: 'medium', stage: 'prompt', decision: 'block' },
    { detector: 'secret-rules', minSeverity: 'low', stage: 'completion', decision: 'redact' },
    { detector: 'hidden-characters', minSeverity: 'low', stage: 'completion', decision: 'redact' },
  ],
  unavailable: 'block',
};
