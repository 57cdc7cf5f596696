import { looseFold } from '../pattern/fold.ts';
import { isFromOutside } from '../rules/from-outside.ts';
import type { RuleFamily } from '../rules/rule-family.ts';
import { englishExtractionRules } from './english-extraction.ts';
import { otherLanguageExtractionRules } from './other-languages.ts';

/** Text from outside that tries to make the model say what its application told it. */
export const extractionRules: RuleFamily = {
  id: 'extraction-rules',
  threat: 'sensitive-disclosure',
  title: 'System prompt extraction',
  stages: ['prompt'],
  budgetMs: 500,
  standards: { atlas: ['AML.T0056'], owasp: ['LLM07:2025'] },
  groups: [englishExtractionRules, otherLanguageExtractionRules],
  fold: looseFold,
  reads: isFromOutside,
};
