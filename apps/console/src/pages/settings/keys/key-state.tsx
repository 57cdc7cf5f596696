import type { Schema } from '../../../api/operations.ts';
import { Tag } from '../../../ui/tag.tsx';
import { useNow } from '../../../ui/time.tsx';

export const keyStates = ['active', 'rotating', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

/** `rotating`: the secret before the last rotation is good too. */
export function keyState(key: Schema<'KeySummary'>, nowMs: number): KeyState {
  const isOver = (time: string | undefined) => time !== undefined && Date.parse(time) <= nowMs;
  if (key.revokedAt !== undefined) return 'revoked';
  if (isOver(key.expiresAt)) return 'expired';
  return key.overlapUntil === undefined || isOver(key.overlapUntil) ? 'active' : 'rotating';
}

const tones = { active: 'accent', rotating: 'flag', expired: 'plain', revoked: 'plain' } as const;

export function KeyStateTag({ apiKey }: { apiKey: Schema<'KeySummary'> }) {
  const state = keyState(apiKey, useNow());
  return <Tag tone={tones[state]}>{state}</Tag>;
}
