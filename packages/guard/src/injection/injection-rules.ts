import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { looseFold } from '../pattern/fold.ts';
import { createChannelDetector } from '../rules/channel-detector.ts';
import { isFromOutside } from '../rules/from-outside.ts';
import type { Rule } from '../rules/rule.ts';
import { compileRules } from '../rules/rule-set.ts';
import { RuleStream } from '../rules/rule-stream.ts';
import { asianAndSemiticRules } from './asian-and-semitic.ts';
import { englishOverrideRules } from './english-override.ts';
import { germanicAndRomanceRules } from './germanic-and-romance.ts';
import { indirectRules } from './indirect.ts';
import { jailbreakRules } from './jailbreak.ts';
import { roleSpoofingRules } from './role-spoofing.ts';
import { slavicAndTurkicRules } from './slavic-and-turkic.ts';

const id = 'injection-rules';
const threat = 'prompt-injection';

/** Every rule of the detector. To add a group: one file, one line. */
export const injectionRules: readonly Rule[] = [
  ...englishOverrideRules,
  ...roleSpoofingRules,
  ...jailbreakRules,
  ...indirectRules,
  ...germanicAndRomanceRules,
  ...slavicAndTurkicRules,
  ...asianAndSemiticRules,
];

const compiled = compileRules(injectionRules, {
  detector: id,
  threat,
  fold: looseFold,
  skeletons: createSkeletonTable(),
});

/** Text from outside that tries to give the model orders its application did not give. */
export const injectionDetector = createChannelDetector(
  {
    id,
    title: 'Prompt injection',
    threat,
    stages: ['prompt'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0051.000', 'AML.T0051.001', 'AML.T0054'], owasp: ['LLM01:2025'] },
  },
  (part) => (isFromOutside(part) ? new RuleStream(compiled, part) : undefined),
);
