import type { Detector } from '@ringwall/core';
import { extractionRules } from './extraction/extraction-rules.ts';
import { hiddenCharacters } from './hidden/hidden-characters.ts';
import { injectionRules } from './injection/injection-rules.ts';
import { createRuleDetectors } from './rules/rule-detectors.ts';
import { secretRules } from './secrets/secret-rules.ts';

/** Every detector that is always on. To add one: one folder, one exported object, one line. */
export const shippedDetectors: readonly Detector[] = [
  hiddenCharacters,
  ...createRuleDetectors([injectionRules, extractionRules, secretRules]),
];
