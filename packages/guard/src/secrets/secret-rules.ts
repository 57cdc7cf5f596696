import { exactFold } from '../pattern/fold.ts';
import type { RuleFamily } from '../rules/rule-family.ts';
import { credentialFormRules } from './credential-forms.ts';
import { modelKeyRules, platformKeyRules } from './platform-keys.ts';

/** Credentials in a form that can be told from other text, wherever they stand; case matters. */
export const secretRules: RuleFamily = {
  id: 'secret-rules',
  threat: 'sensitive-disclosure',
  title: 'Secrets',
  stages: ['prompt', 'completion'],
  budgetMs: 500,
  standards: { atlas: ['AML.T0057'], owasp: ['LLM02:2025'] },
  groups: [[...modelKeyRules, ...platformKeyRules, ...credentialFormRules]],
  fold: exactFold,
  reads: () => true,
};
