import type { Rule } from '../rules/rule.ts';

export const secretRules: readonly Rule[] = [
  {
    id: 'aws-access-key',
    severity: 'high',
    confidence: 0.95,
    reason: 'The text holds an AWS access key id.',
    patterns: ['(AKIA|ASIA)[A-Z2-7]{16}'],
    examples: { positive: [`AKI${'A'}IOSFODNN7EXAMPLE`], negative: ['AKIA is the prefix of long-term keys'] },
  },
];
