import { type HoldScope, parseBoundedJson } from '@ringwall/core';
import type { Expression, ExpressionBuilder, SqlBool, Transaction } from 'kysely';
import { z } from 'zod';
import { dayOf } from '../bodies/body-keys.ts';
import type { BodyTables } from '../bodies/tables.ts';
import type { HoldTables } from './tables.ts';

/** A legal hold that is in force. */
export interface ActiveHold {
  readonly hold: string;
  readonly scope: HoldScope;
}

const storedScope = z.object({
  project: z.string().optional(),
  subjects: z.array(z.string()).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  request: z
    .object({ id: z.string(), entries: z.array(z.number()), bodyKeys: z.array(z.string()) })
    .optional(),
});

/** Reads a scope as its row has it. */
export function parseScope(text: string): HoldScope {
  return storedScope.parse(parseBoundedJson(text));
}

/** The holds in force at this place of the log. */
export async function activeHolds(trx: Transaction<unknown>): Promise<readonly ActiveHold[]> {
  const rows = await trx
    .withTables<HoldTables>()
    .selectFrom('legal_holds')
    .select(['hold', 'scope'])
    .where('released_at', 'is', null)
    .orderBy('idx')
    .execute();
  return rows.map(({ hold, scope }) => ({ hold, scope: parseScope(scope) }));
}

/** Body keys that a hold keeps. A day that is held in part is held. */
export function isHeldKey(
  each: ExpressionBuilder<BodyTables, 'body_keys'>,
  { project, subjects, from, to, request }: HoldScope,
): Expression<SqlBool> {
  return each.and([
    ...(project === undefined ? [] : [each('project', '=', project)]),
    ...(subjects === undefined ? [] : [each('subject', 'in', subjects)]),
    ...(from === undefined ? [] : [each('day', '>=', dayOf(Date.parse(from)))]),
    ...(to === undefined ? [] : [each('day', '<=', dayOf(Date.parse(to) - 1))]),
    ...(request === undefined ? [] : [each('id', 'in', request.bodyKeys)]),
  ]);
}

/** Body keys that no hold keeps. */
export function isFreeKey(
  each: ExpressionBuilder<BodyTables, 'body_keys'>,
  holds: readonly ActiveHold[],
): Expression<SqlBool> {
  return each.and(
    holds.map(({ scope }) => each.not(each.fn.coalesce(isHeldKey(each, scope), each.lit(false)))),
  );
}
