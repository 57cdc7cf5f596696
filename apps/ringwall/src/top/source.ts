import { parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { everyPage } from '../cli/every-page.ts';
import { statusReply } from '../cli/replies.ts';
import { type ServerClient, serverClient } from '../cli/server-client.ts';
import { serverEvents } from '../cli/server-events.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import type { TopSnapshot } from './snapshot.ts';
import { summarize } from './summary.ts';
import { maxRows, TrafficWindow, topRow } from './traffic-window.ts';

const pageSize = 500;
const maxEventBytes = 1 << 20;
const limitItem = z.looseObject({
  id: z.string(),
  of: z.string(),
  metric: z.string(),
  amount: z.number(),
  uses: z.array(
    z.looseObject({ of: z.string(), used: z.number(), held: z.number(), resetsAt: z.string().optional() }),
  ),
});
const rowPage = z.looseObject({ items: z.array(topRow), next: z.string().optional() });

type Slow = Pick<TopSnapshot, 'limits' | 'server' | 'ledger' | 'witnesses' | 'alarms'>;

/** What a running server shows, gathered over its socket. */
export class TopSource {
  readonly #client: ServerClient;
  readonly #window: TrafficWindow;
  readonly #about: { readonly flags: CommonFlags; readonly terminal: Terminal };
  #slow: Slow | undefined;

  constructor(windowMs: number, about: { readonly flags: CommonFlags; readonly terminal: Terminal }) {
    this.#client = serverClient(about.flags, about.terminal);
    this.#window = new TrafficWindow(windowMs);
    this.#about = about;
  }

  /** Reads status and limits anew. @throws AppError app/not-running, app/server-refused */
  async refresh(): Promise<void> {
    const status = statusReply.parse(await this.#client.call('GET', '/api/status'));
    const limits = await everyPage(this.#client, '/api/limits', { item: limitItem });
    this.#slow = {
      limits: limits.flatMap(nearest).sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1)),
      server: {
        ...{ version: status.version, startedAt: status.startedAt },
        ...{ gateway: status.gateway.url, console: status.console.url },
      },
      ledger: {
        ...{ origin: status.ledger.origin, state: status.ledger.state },
        ...{ size: status.ledger.size, signed: status.ledger.checkpointSize },
      },
      witnesses: status.witnessing.witnesses.map(({ name, state, witnessedSize }) => ({
        ...{ name, state, witnessedSize },
      })),
      alarms: status.alarms.map(({ title, advice }) => ({ title, advice })),
    };
  }

  /** Reads the requests of the window so far. @throws AppError app/not-running, app/server-refused */
  async readBack(nowMs: number): Promise<void> {
    const from = new Date(nowMs - this.#window.windowMs).toISOString();
    const pages: z.infer<typeof topRow>[][] = [];
    let cursor: string | undefined;
    for (let read = 0; read < maxRows; read += pageSize) {
      const query = new URLSearchParams({ from, limit: String(pageSize), ...(cursor && { cursor }) });
      const { items, next } = rowPage.parse(await this.#client.call('GET', `/api/requests?${query}`));
      pages.push(items);
      if (next === undefined) break;
      cursor = next;
    }
    // The newest come first, and the window drops what was added first.
    for (const row of pages.flat().reverse()) this.#window.add(row);
  }

  /**
   * Takes what happens until the signal fires or the server goes away.
   * @throws AppError app/not-running, app/server-refused
   */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const { event, data } of serverEvents(this.#about, { path: '/api/events', signal })) {
      if (event === 'request')
        this.#window.add(topRow.parse(parseBoundedJson(data, { maxBytes: maxEventBytes })));
    }
  }

  /** How things stand. @throws AppError app/not-running before the first refresh */
  snapshot(nowMs: number): TopSnapshot {
    if (this.#slow === undefined) throw new AppError('app/not-running', 'Nothing is known yet.');
    const { windowMs } = this.#window;
    const { rows, partial } = this.#window.rows(nowMs);
    const at = new Date(nowMs).toISOString();
    return { at, windowMs, partial, ...summarize(rows, nowMs, windowMs), ...this.#slow };
  }
}

/** A limit where it is used most; none that nobody uses. */
function nearest({ id, metric, amount, uses }: z.infer<typeof limitItem>): TopSnapshot['limits'] {
  const shares = uses.map(({ of, used, held, resetsAt }) => ({
    ...{ id, of, metric, amount, used: used + held, share: amount === 0 ? 1 : (used + held) / amount },
    ...(resetsAt !== undefined && { resetsAt }),
  }));
  return shares.sort((a, b) => b.share - a.share).slice(0, 1);
}
