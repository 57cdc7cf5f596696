import type { Schema } from '../../api/operations.ts';

type Threat = Schema<'ThreatPosture'>;

/** How a threat is met: stopped on every route, on some, only looked for, or not at all. */
export type Standing = 'defended' | 'partly' | 'watched' | 'open';

/** The threats by what people call them. */
export const threatTitles: Readonly<Record<Threat['threat'], string>> = {
  'prompt-injection': 'Prompt injection',
  'adversarial-example': 'Adversarial examples',
  'data-poisoning': 'Data poisoning',
  'model-extraction': 'Model theft and extraction',
  'model-inversion': 'Inversion and membership',
  'sensitive-disclosure': 'Sensitive disclosure',
  'supply-chain': 'Supply chain',
};

/** Those that the platform is for, and what comes beside them. */
export const threatsShown = {
  main: ['prompt-injection', 'adversarial-example', 'data-poisoning', 'model-extraction', 'model-inversion'],
  others: ['sensitive-disclosure', 'supply-chain'],
} as const;

/** How a threat is met on the routes there are, and that in words. */
export function standingOf({ detectors, routes }: Pick<Threat, 'detectors' | 'routes'>): {
  readonly standing: Standing;
  readonly words: string;
} {
  if (detectors.length === 0 || routes.length === 0) return { standing: 'open', words: 'Not defended yet' };
  const stopping = routes.filter(stops).length;
  if (stopping === routes.length) return { standing: 'defended', words: 'Defended' };
  if (stopping > 0) return { standing: 'partly', words: `On ${stopping} of ${routes.length} routes` };
  return routes.some(({ decision }) => decision === 'flag')
    ? { standing: 'watched', words: 'Watched, not stopped' }
    : { standing: 'open', words: 'Not defended yet' };
}

/** Whether something is done about it there, and not only told. */
export function stops({ decision }: Pick<Threat['routes'][number], 'decision'>): boolean {
  return decision !== 'allow' && decision !== 'flag';
}
