import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { looseFold } from '../pattern/fold.ts';
import { createChannelDetector } from '../rules/channel-detector.ts';
import { isFromOutside } from '../rules/from-outside.ts';
import type { Rule } from '../rules/rule.ts';
import { compileRules } from '../rules/rule-set.ts';
import { RuleStream } from '../rules/rule-stream.ts';
import { englishExtractionRules } from './english-extraction.ts';
import { otherLanguageExtractionRules } from './other-languages.ts';

const id = 'extraction-rules';
const threat = 'sensitive-disclosure';

/** Every rule of the detector. To add a group: one file, one line. */
export const extractionRules: readonly Rule[] = [...englishExtractionRules, ...otherLanguageExtractionRules];

const compiled = compileRules(extractionRules, {
  detector: id,
  threat,
  fold: looseFold,
  skeletons: createSkeletonTable(),
});

/** Text from outside that tries to make the model say what its application told it. */
export const extractionDetector = createChannelDetector(
  {
    id,
    title: 'System prompt extraction',
    threat,
    stages: ['prompt'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0056'], owasp: ['LLM07:2025'] },
  },
  (part) => (isFromOutside(part) ? new RuleStream(compiled, part) : undefined),
);
