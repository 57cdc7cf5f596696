import { useQuery } from '@tanstack/react-query';
import type { RequestRow } from 'ringwall';
import { Link } from 'wouter';
import { queryKeys } from '../../../api/queries.ts';
import type { RequestFilters } from '../../../api/request-filters.ts';
import { useServices } from '../../../services.tsx';
import { formatCount } from '../../../ui/format.ts';
import { Ago } from '../../../ui/time.tsx';
import { VerdictBadge } from '../../../ui/verdict.tsx';
import { href, patchSearch, useUrlState } from '../../../url-state.ts';

const shown = 6;
const aroundMs = 15 * 60_000;

/** What else belongs to the same conversation; where none is named, what the same key asked about that time. */
export function Related({ row }: { row: RequestRow }) {
  const { conversation } = row;
  const { client } = useServices();
  const filter: Pick<RequestFilters, 'conversation' | 'key' | 'from' | 'to'> =
    conversation === undefined ? aroundTheTime(row) : { conversation };
  const found = useQuery({
    queryKey: [...queryKeys.requests, 'related', filter],
    queryFn: async ({ signal }) => {
      const [page, all] = await Promise.all([
        client.get('/api/requests', { query: { ...filter, limit: shown + 1 }, signal }),
        client.get('/api/requests/count', { query: { ...filter }, signal }),
      ]);
      return { items: page.items, count: all.count };
    },
  });
  const others = found.data?.items.filter(({ request }) => request !== row.request).slice(0, shown) ?? [];
  const total = Math.max(0, (found.data?.count ?? 1) - 1);
  return (
    <section aria-label="Related" className="flex flex-col gap-2.5">
      <h3 className="flex items-baseline justify-between gap-3">
        {conversation === undefined ? 'By this key, 15 minutes around it' : 'In this conversation'}
        {total > 0 ? (
          <Link
            href={href('/traffic', { ...filter, request: row.request })}
            className="font-normal text-accent hover:underline"
          >
            {total === 1 ? 'The other one' : `All ${formatCount(total)} others`}
          </Link>
        ) : null}
      </h3>
      {found.data === undefined ? (
        <span className="skeleton h-8" />
      ) : others.length === 0 ? (
        <p className="text-muted">Nothing else.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-bg">
          {others.map((other) => (
            <Other key={other.request} row={other} />
          ))}
        </ul>
      )}
      {conversation === undefined ? (
        <p className="text-sm text-faint">
          Applications that send <code className="font-mono">x-ringwall-conversation</code> have their
          conversations told apart.
        </p>
      ) : null}
    </section>
  );
}

function Other({ row }: { row: RequestRow }) {
  const [params] = useUrlState();
  const to = href('/traffic', patchSearch(params.toString(), { request: row.request }));
  return (
    <li className="relative flex items-center gap-3 px-3 py-1.5 hover:bg-raised">
      <Link href={to} className="row-link w-20 shrink-0 text-muted">
        <Ago at={row.time} />
        <span className="sr-only">, request {row.request}</span>
      </Link>
      <span className="min-w-0 flex-1 truncate text-muted">{row.model}</span>
      <span className="w-28 shrink-0">
        <VerdictBadge row={row} />
      </span>
    </li>
  );
}

function aroundTheTime({ key, time }: RequestRow) {
  const at = (shiftMs: number) => new Date(Date.parse(time) + shiftMs).toISOString();
  return { key, from: at(-aroundMs), to: at(aroundMs) };
}
