import { type Clock, openAesGcm, parseBoundedJson, randomBytes, sealAesGcm } from '@ringwall/core';
import type { ZodType } from 'zod';

const maxLength = 2048;
const idBytes = 16;

/**
 * What whoever is signing in carries from one step to the next, sealed under a key that dies with the process: however
 * many begin, nothing is kept for them here, so that a flood of beginnings pushes nobody out.
 */
export interface Tickets<Content> {
  issue(content: Content): string;
  /** Undefined for what is not of this kind, too old, or used. */
  open(text: string): { readonly id: string; readonly content: Content } | undefined;
  /** Uses it up; false where it was. */
  spend(id: string): boolean;
}

/** Tickets of one kind, each good for `lifeMs` and once. */
export function createTickets<Content>(
  kind: string,
  options: { readonly schema: ZodType<Content>; readonly lifeMs: number; readonly clock: Clock },
): Tickets<Content> {
  const { schema, lifeMs, clock } = options;
  const key = randomBytes(32);
  // Only who has got through the step uses one up: as many as there are such within its life.
  const spent = new Map<string, number>();
  return {
    issue(content) {
      const id = Buffer.from(randomBytes(idBytes)).toString('hex');
      const text = JSON.stringify({ id, endsAt: clock.now() + lifeMs, content });
      return Buffer.from(sealAesGcm(key, Buffer.from(text, 'utf8'), kind)).toString('base64url');
    },
    open(text) {
      if (text.length > maxLength) return undefined;
      const opened = unsealed(key, text, kind);
      if (typeof opened !== 'object' || opened === null) return undefined;
      const { id, endsAt, content } = { id: undefined, endsAt: undefined, content: undefined, ...opened };
      if (typeof id !== 'string' || typeof endsAt !== 'number') return undefined;
      if (clock.now() >= endsAt || spent.has(id)) return undefined;
      const parsed = schema.safeParse(content);
      return parsed.success ? { id, content: parsed.data } : undefined;
    },
    spend(id) {
      if (spent.has(id)) return false;
      const now = clock.now();
      for (const [old, endsAt] of spent) if (now >= endsAt) spent.delete(old);
      spent.set(id, now + lifeMs);
      return true;
    },
  };
}

function unsealed(key: Uint8Array, text: string, kind: string): unknown {
  try {
    return parseBoundedJson(openAesGcm(key, Buffer.from(text, 'base64url'), kind));
  } catch {
    return undefined;
  }
}
