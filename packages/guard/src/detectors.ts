import type { Detector } from '@ringwall/core';
import { extractionDetector } from './extraction/extraction-rules.ts';
import { hiddenCharacters } from './hidden/hidden-characters.ts';
import { injectionDetector } from './injection/injection-rules.ts';
import { secretDetector } from './secrets/secret-rules.ts';

/** Every detector that is always on. To add one: one folder, one exported object, one line. */
export const shippedDetectors: readonly Detector[] = [
  hiddenCharacters,
  injectionDetector,
  extractionDetector,
  secretDetector,
];
