import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { exactFold } from '../pattern/fold.ts';
import { createChannelDetector } from '../rules/channel-detector.ts';
import type { Rule } from '../rules/rule.ts';
import { compileRules } from '../rules/rule-set.ts';
import { RuleStream } from '../rules/rule-stream.ts';
import { credentialFormRules } from './credential-forms.ts';
import { modelKeyRules, platformKeyRules } from './platform-keys.ts';

const id = 'secret-rules';
const threat = 'sensitive-disclosure';

/** Every rule of the detector. To add a group: one file, one line. */
export const secretRules: readonly Rule[] = [...modelKeyRules, ...platformKeyRules, ...credentialFormRules];

const compiled = compileRules(secretRules, {
  detector: id,
  threat,
  fold: exactFold,
  skeletons: createSkeletonTable(),
});

/** Credentials in a form that can be told from other text, wherever they stand; case matters. */
export const secretDetector = createChannelDetector(
  {
    id,
    title: 'Secrets',
    threat,
    stages: ['prompt', 'completion'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0057'], owasp: ['LLM02:2025'] },
  },
  (part) => new RuleStream(compiled, part),
);
