import { type ZodType, z } from 'zod';
import { AppError } from '../errors.ts';
import type { ServerClient } from './server-client.ts';

const pageSize = 500;
/** More than there can be of anything that a list holds; a server that never ends is not read for ever. */
const maxPages = 10_000;

/**
 * Everything that a list of the admin API holds, read page by page.
 * @throws AppError app/not-running, app/server-refused
 */
export async function everyPage<Item extends ZodType>(
  client: ServerClient,
  path: string,
  {
    item,
    query = {},
  }: { readonly item: Item; readonly query?: Readonly<Record<string, string | undefined>> },
): Promise<readonly z.output<Item>[]> {
  const page = z.looseObject({ items: z.array(item), next: z.string().optional() });
  const found: z.output<Item>[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const asked = new URLSearchParams({ limit: String(pageSize) });
    for (const [name, value] of Object.entries({ ...query, cursor }))
      if (value !== undefined) asked.set(name, value);
    const { items, next } = page.parse(await client.call('GET', `${path}?${asked}`));
    found.push(...items);
    if (next === undefined) return found;
    cursor = next;
  }
  throw new AppError('app/server-refused', `The list under ${path} does not end.`);
}
