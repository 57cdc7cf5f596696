import { topCount } from './overview.ts';

/** What one name used. */
export interface UsedBy {
  readonly name: string;
  readonly count: number;
  readonly tokens: number;
  readonly nanoDollars: number;
}

/** The names with the most requests; where there are as many, in the order of the names. */
function topOf<Row extends UsedBy>(rows: readonly Row[]): readonly Row[] {
  return rows
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, topCount);
}

/** The four lists of an overview, from what every name used and how often it was blocked. */
export function topsOf(
  used: Readonly<Record<'route' | 'key' | 'model' | 'who', readonly UsedBy[]>>,
  blocked: Readonly<Record<'route' | 'key' | 'model', ReadonlyMap<string, number>>>,
  keyNames: ReadonlyMap<string, string>,
) {
  const withBlocked = (by: 'route' | 'key' | 'model') =>
    topOf(used[by]).map(({ name, ...rest }) => ({
      name,
      ...rest,
      blocked: blocked[by].get(name) ?? 0,
    }));
  return {
    topRoutes: withBlocked('route').map(({ name: route, ...rest }) => ({ route, ...rest })),
    topKeys: withBlocked('key').map(({ name: key, ...rest }) => ({
      ...{ key, keyName: keyNames.get(key) ?? key },
      ...rest,
    })),
    topModels: withBlocked('model').map(({ name: model, ...rest }) => ({ model, ...rest })),
    topCallers: topOf(used.who).map(({ name: who, ...rest }) => ({ who, ...rest })),
  };
}
