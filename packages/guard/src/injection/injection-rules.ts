import type { Part } from '@ringwall/core';
import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { looseFold } from '../pattern/fold.ts';
import { createChannelDetector } from '../rules/channel-detector.ts';
import { compileRules } from '../rules/rule-set.ts';
import { RuleStream } from '../rules/rule-stream.ts';
import { overrideRules } from './override.ts';

const id = 'injection-rules';
const threat = 'prompt-injection';
const rules = compileRules([...overrideRules], {
  detector: id,
  threat,
  fold: looseFold,
  skeletons: createSkeletonTable(),
});

/** Text that tries to give the model orders its application did not give. */
export const injectionRules = createChannelDetector(
  {
    id,
    title: 'Prompt injection',
    threat,
    stages: ['prompt'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0051.000', 'AML.T0051.001', 'AML.T0054'], owasp: ['LLM01:2025'] },
  },
  (part) => (isFromOutside(part) ? new RuleStream(rules, part) : undefined),
);

function isFromOutside(part: Omit<Part, 'text'>): boolean {
  return part.trust === 'untrusted' && part.role !== 'assistant';
}
