import type { RawReply } from '@ringwall/core';
import type { NewSession } from '@ringwall/identity';
import { sessionCookie } from './session-cookie.ts';

/** What replies with cookies need to know of the console. */
export interface SessionReplies {
  readonly clock: { now(): number };
  /** Whether the console is spoken to by TLS. */
  readonly secure: boolean;
}

/** JSON, with the cookie of a session that has just begun. */
export function withSession(
  value: Readonly<Record<string, unknown>>,
  { session, expiresAt }: NewSession,
  { clock, secure }: SessionReplies,
): RawReply {
  const seconds = Math.floor((Date.parse(expiresAt) - clock.now()) / 1000);
  return withCookie(value, sessionCookie(session.reveal(), seconds, { secure }));
}

/** JSON, and the cookie is gone. */
export function withoutSession({ secure }: SessionReplies): RawReply {
  return withCookie({}, sessionCookie('', 0, { secure }));
}

function withCookie(value: Readonly<Record<string, unknown>>, cookie: string): RawReply {
  return {
    kind: 'raw',
    contentType: 'application/json; charset=utf-8',
    content: JSON.stringify(value),
    headers: { 'set-cookie': cookie },
  };
}
