import type { Json } from '@ringwall/core';
import { AppError } from '../errors.ts';

/** What the server said of an error: what happened, its code, and what to do. */
interface Refusal {
  readonly title: string;
  readonly code: string;
  readonly advice: string;
}

/** The server answered with problem details (RFC 9457), which say more than that it refused. */
export class ServerRefused extends AppError {
  /** Undefined where the answer says nothing that could be shown. */
  readonly refusal: Refusal | undefined;

  constructor(status: number, reply: Json) {
    const { title, code, advice, detail } = textsOf(reply);
    super('app/server-refused', detail ?? `The server answered ${status}.`);
    const isWhole = title !== undefined && code !== undefined && advice !== undefined;
    this.refusal = isWhole ? { title, code, advice } : undefined;
  }
}

function textsOf(reply: Json): Readonly<Record<string, string | undefined>> {
  const members = typeof reply === 'object' && reply !== null ? Object.entries(reply) : [];
  return Object.fromEntries(
    members.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
