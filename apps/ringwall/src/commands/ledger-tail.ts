import { setTimeout as sleep } from 'node:timers/promises';
import { decodeEvent, parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { eventLine } from '../cli/event-line.ts';
import { nextSignal } from '../cli/next-signal.ts';
import { ledgerEntry } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { serverEvents } from '../cli/server-events.ts';
import { hint, print, printJsonLines, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

interface TailFlags extends CommonFlags {
  readonly lines: string;
  readonly follow?: boolean;
  readonly type?: readonly string[];
  readonly project?: string;
  readonly actor?: string;
}

type Entry = z.output<typeof ledgerEntry>;

const maxLines = 100_000;
const pageEntries = 500;
const retryMs = 1000;
const maxReplyBytes = 1 << 20;
const pageReply = z.looseObject({
  head: z.looseObject({ size: z.number() }),
  items: z.array(ledgerEntry),
  next: z.string().optional(),
});

/** Prints the newest entries, oldest first, and with `--follow` whatever is recorded from then on. */
export async function tail(flags: TailFlags, terminal: Terminal): Promise<number> {
  const lines = Number(flags.lines);
  if (!/^\d{1,6}$/.test(flags.lines) || lines > maxLines)
    throw new AppError('app/usage', `--lines takes a number up to ${maxLines}.`);
  const { entries, size } = await newest(lines, flags, terminal);
  show(entries, flags, terminal);
  return flags.follow ? await follow(size, flags, terminal) : 0;
}

async function newest(lines: number, flags: TailFlags, terminal: Terminal) {
  const client = serverClient(flags, terminal);
  const found: Entry[] = [];
  let cursor: string | undefined;
  let size: number | undefined;
  do {
    const limit = Math.min(pageEntries, Math.max(1, lines - found.length));
    const query = filterOf(flags);
    query.set('limit', String(limit));
    if (cursor !== undefined) query.set('cursor', cursor);
    const page = pageReply.parse(await client.call('GET', `/api/ledger/entries?${query}`));
    // What is recorded between the first page and the feed is followed from here.
    size ??= page.head.size;
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && found.length < lines);
  const below = found.filter(({ index }) => index < (size ?? 0));
  return { entries: below.slice(0, lines).reverse(), size: size ?? 0 };
}

/** Ends with the first signal; a server that goes away is waited for. */
async function follow(from: number, flags: TailFlags, terminal: Terminal): Promise<number> {
  const stop = new AbortController();
  const interrupted = nextSignal().then((name) => {
    stop.abort();
    return name;
  });
  const { signal } = stop;
  // A reader that went away (`... | head`) ends it too.
  terminal.stdout.once('close', () => stop.abort());
  terminal.stdout.once('error', () => stop.abort());
  const query = filterOf(flags);
  query.set('from', String(from));
  const path = `/api/ledger/events?${query}`;
  let lastId: string | undefined;
  let told = false;
  while (!signal.aborted) {
    try {
      for await (const { id, event, data } of serverEvents({ flags, terminal }, { path, lastId, signal })) {
        told = false;
        lastId = id;
        if (event === 'entry')
          show([ledgerEntry.parse(parseBoundedJson(data, { maxBytes: maxReplyBytes }))], flags, terminal);
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'app/not-running') throw error;
    }
    if (signal.aborted) break;
    if (!told) hint(terminal, 'The server has gone away; waiting for it.\n');
    told = true;
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
  const name = await Promise.race([interrupted, Promise.resolve('closed')]);
  return name === 'SIGINT' ? 130 : 0;
}

function show(entries: readonly Entry[], flags: TailFlags, terminal: Terminal): void {
  if (flags.json) {
    const values = entries.map(({ index, leaf }) => ({ index, event: parseBoundedJson(leaf) }));
    printJsonLines(terminal, values);
    return;
  }
  for (const { index, leaf } of entries) print(terminal, eventLine(index, decodeEvent(Buffer.from(leaf))));
}

function filterOf({ type = [], project, actor }: TailFlags): URLSearchParams {
  const query = new URLSearchParams(type.map((each) => ['type', each]));
  if (project !== undefined) query.set('project', project);
  if (actor !== undefined) query.set('actor', actor);
  return query;
}
