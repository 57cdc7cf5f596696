import type { Rule } from '../rules/rule.ts';

/** What it takes to say in one language what the English rules say. */
export interface LanguageWording {
  /** In English and kebab-case, e.g. `german`. */
  readonly language: string;
  /** Patterns that tell the model to drop its instructions. */
  readonly override: readonly string[];
  /** Patterns that ask it to be someone without rules. */
  readonly persona: readonly string[];
  readonly positive: readonly string[];
  readonly negative: readonly string[];
}

/** The rule for one language; one rule for both, because either is stopped for the same reason. */
export function languageRule(wording: LanguageWording): Rule {
  return {
    id: `override-${wording.language}`,
    severity: 'high',
    confidence: 0.85,
    reason: 'The text tells the model, in a language other than English, to drop its instructions or rules.',
    patterns: [...wording.override, ...wording.persona],
    examples: { positive: wording.positive, negative: wording.negative },
  };
}
