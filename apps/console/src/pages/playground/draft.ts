import type { Schema } from '../../api/operations.ts';
import { modelOf, type Question } from '../../gateway/gateway-request.ts';

export type Route = Schema<'Route'>;

/** What the form holds. */
export interface Draft {
  /** Name of the route; empty: one that stops attacks, where there is one. */
  readonly route: string;
  /** Empty: one that the route knows. */
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly stream: boolean;
  /** Whether a key is made for this, or one is pasted. */
  readonly keyFrom: 'made' | 'pasted';
  readonly pasted: string;
}

/** The question that a draft is on a route; undefined while something is missing. */
export function questionOf(draft: Draft, route: Route | undefined): Question | undefined {
  if (route === undefined) return undefined;
  const model = draft.model.trim() || modelOf(route);
  if (model === '' || draft.user.trim() === '') return undefined;
  const { system, user, stream } = draft;
  return { protocol: route.protocol, model, system, user, stream };
}
