import { membersOf } from './case-slice.ts';

/** Which events of a ledger an excerpt holds: those that fit every member given. */
export interface SliceFilter {
  /** Types such as `llm.outcome`, or beginnings of types such as `llm.`; one must fit. */
  readonly types?: readonly string[];
  readonly project?: string;
  /** Id of who did it. */
  readonly actor?: string;
  /** Id of the request it is about. */
  readonly request?: string;
  /** Pseudonym of the person it is about. */
  readonly subject?: string;
  /** Times of the events, RFC 3339 in UTC with milliseconds: from `since` on, and before `until`. */
  readonly since?: string;
  readonly until?: string;
}

const texts = ['project', 'actor', 'request', 'subject', 'since', 'until'] as const;

/** Whether an event, as its leaf reads, is among those that the filter is for. */
export function matchesSliceFilter(event: unknown, filter: SliceFilter): boolean {
  const member = membersOf(event);
  const data = membersOf(member('data'));
  const { types, project, actor, request, subject, since, until } = filter;
  const type = member('type');
  const time = member('time');
  if (typeof type !== 'string' || typeof time !== 'string') return false;
  return (
    (types === undefined ||
      types.some((each) => (each.endsWith('.') ? type.startsWith(each) : type === each))) &&
    (project === undefined || member('project') === project) &&
    (actor === undefined || membersOf(member('actor'))('id') === actor) &&
    (request === undefined || data('request') === request) &&
    (subject === undefined || data('subject') === subject) &&
    // Times of one spelling sort as text.
    (since === undefined || time >= since) &&
    (until === undefined || time < until)
  );
}

/** Reads a filter; undefined for one that asks for something unknown here, which nobody could check. */
export function readSliceFilter(value: unknown): SliceFilter | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const filter: { types?: readonly string[] } & { -readonly [Name in (typeof texts)[number]]?: string } = {};
  for (const [name, each] of Object.entries(value)) {
    const text = texts.find((known) => known === name);
    if (name === 'types' && Array.isArray(each) && each.every((type) => typeof type === 'string')) {
      filter.types = each;
    } else if (text !== undefined && typeof each === 'string') {
      filter[text] = each;
    } else {
      return undefined;
    }
  }
  return filter;
}
