import { type SqlBool, sql } from 'kysely';

/** Holds for a row whose column `rule` is one of these: `detector/rule`, or `detector/` for every rule of a detector. */
export function ruleAmong(rules: readonly string[]) {
  const each = rules.map((rule) =>
    // `/` is followed by `0`: all rules of a detector are one stretch of the index.
    rule.endsWith('/') ? sql`(rule >= ${rule} and rule < ${`${rule.slice(0, -1)}0`})` : sql`rule = ${rule}`,
  );
  return sql<SqlBool>`(${sql.join(each, sql` or `)})`;
}
