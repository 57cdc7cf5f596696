import { isObject, readJson } from '../../../api/json.ts';
import type { Approval } from './approval-state.tsx';

/** What stands where a person was named: such a request only its sender can repeat. */
const person = '"[person]"';

export interface RepeatedRequest {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  /** Undefined for a request without one. */
  readonly body: unknown;
}

/**
 * The exact request that an approval is bound to, to be sent again; undefined where what is on record of it is not
 * the whole of it, or it is not one that the console sends.
 */
export function repeatedRequest(
  approval: Pick<Approval, 'method' | 'path' | 'request'>,
): RepeatedRequest | undefined {
  const { method, path, request } = approval;
  if ((method !== 'POST' && method !== 'DELETE') || !path.startsWith('/api/')) return undefined;
  const asked = readJson(request)?.value;
  if (!isObject(asked) || request.includes(person)) return undefined;
  const { query, body } = asked;
  if (isObject(query) && Object.keys(query).length > 0) return undefined;
  return { method, path, body: body ?? undefined };
}
