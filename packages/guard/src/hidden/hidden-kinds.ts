import type { FindingKind } from '../rules/finding-list.ts';

export const hiddenCharactersId = 'hidden-characters';

const shared = { detector: hiddenCharactersId, threat: 'prompt-injection' } as const;

export const tagCharacters: FindingKind = {
  ...shared,
  rule: 'tag-characters',
  severity: 'high',
  confidence: 0.98,
  reason: 'The text spells something in Unicode tag characters, which people cannot see and models read.',
};

export const invisibleRun: FindingKind = {
  ...shared,
  rule: 'invisible-run',
  severity: 'high',
  confidence: 0.9,
  reason: 'The text holds a long run of invisible characters, as used to hide data in it.',
};

export const bidiOverride: FindingKind = {
  ...shared,
  rule: 'bidi-override',
  severity: 'medium',
  confidence: 0.7,
  reason: 'The text overrides its direction, so that people and models read different things.',
};
