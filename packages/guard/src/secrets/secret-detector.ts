import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { exactFold } from '../pattern/fold.ts';
import { createChannelDetector } from '../rules/channel-detector.ts';
import { compileRules } from '../rules/rule-set.ts';
import { RuleStream } from '../rules/rule-stream.ts';
import { secretRules } from './secret-rules.ts';

const id = 'secret-rules';
const threat = 'sensitive-disclosure';
const rules = compileRules(secretRules, {
  detector: id,
  threat,
  fold: exactFold,
  skeletons: createSkeletonTable(),
});

/** Credentials in a form that can be told from other text, wherever they stand. */
export const secretDetector = createChannelDetector(
  {
    id,
    title: 'Secrets',
    threat,
    stages: ['prompt', 'completion'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0057'], owasp: ['LLM02:2025'] },
  },
  (part) => new RuleStream(rules, part),
);
