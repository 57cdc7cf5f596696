import { looseFold } from '../pattern/fold.ts';
import { isFromOutside } from '../rules/from-outside.ts';
import type { RuleFamily } from '../rules/rule-family.ts';
import { asianAndSemiticRules } from './asian-and-semitic.ts';
import { englishOverrideRules } from './english-override.ts';
import { germanicAndRomanceRules } from './germanic-and-romance.ts';
import { indirectRules } from './indirect.ts';
import { jailbreakRules } from './jailbreak.ts';
import { roleSpoofingInContentRules, roleSpoofingRules } from './role-spoofing.ts';
import { slavicAndTurkicRules } from './slavic-and-turkic.ts';
import { smugglingRules } from './smuggling.ts';

/** Text from outside that tries to give the model orders its application did not give. */
export const injectionRules: RuleFamily = {
  id: 'injection-rules',
  threat: 'prompt-injection',
  title: 'Prompt injection',
  stages: ['prompt'],
  budgetMs: 500,
  standards: { atlas: ['AML.T0051.000', 'AML.T0051.001', 'AML.T0054'], owasp: ['LLM01:2025'] },
  groups: [
    [...englishOverrideRules, ...roleSpoofingRules, ...smugglingRules],
    jailbreakRules,
    [...roleSpoofingInContentRules, ...indirectRules],
    [...germanicAndRomanceRules, ...slavicAndTurkicRules, ...asianAndSemiticRules],
  ],
  fold: looseFold,
  reads: isFromOutside,
};
