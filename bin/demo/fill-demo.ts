import type { Terminal } from '../../apps/ringwall/src/cli/terminal.ts';
import type { Log } from '../../apps/ringwall/src/server/server.ts';
import type { Clock } from '../../packages/core/src/index.ts';
import { daySpan } from './day-span.ts';
import { createDemoClock } from './demo-clock.ts';
import { mark } from './demo-directory.ts';
import { startDemo } from './demo-server.ts';
import { type Installation, install } from './installation.ts';
import { liveThrough, type Tally } from './live-through.ts';
import { planDay } from './plan-day.ts';
import { openSenders } from './senders.ts';
import { startScriptedUpstream } from './upstream/scripted-upstream.ts';

/** The company is set up before its day begins. */
const setUpMs = 15 * 60_000;

export interface Filling {
  readonly directory: string;
  readonly seed: number;
  readonly hours: number;
  /** The end of the day, in milliseconds since the epoch. */
  readonly endMs: number;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
  /** What passes while the demo works; a test gives a clock that stands still. */
  readonly elapsed?: Clock;
  readonly hourOf?: (timeMs: number) => number;
}

/**
 * Fills an empty directory with a day: an ordinary server is started on a clock that begins a day earlier, the company is
 * made through its admin API, and everything else is sent to its gateway over HTTP. Then the server is stopped.
 */
export async function fillDemo(
  terminal: Terminal,
  filling: Filling,
): Promise<{ readonly tally: Tally; readonly installation: Installation }> {
  const { directory, seed, hours, endMs, log, signal, onProgress, elapsed, hourOf } = filling;
  const until = new Date(endMs).toISOString();
  await mark(directory, { seed, hours, until, state: 'filling' });
  const span = daySpan({ endMs, hours, ...(hourOf && { hourOf }) });
  const clock = createDemoClock({ startMs: span.startMs - setUpMs, ...(elapsed && { elapsed }) });
  await using upstream = await startScriptedUpstream({ wait: clock.skip });
  using senders = await openSenders();
  const plan = planDay(span, seed);
  const done = await inServer(async ({ gatewayUrl, admin }) => {
    const installation = await install(admin);
    const world = { gatewayUrl, upstream, senders, admin };
    const report = (count: number) => onProgress?.(count, plan.length);
    return liveThrough(plan, world, { span, clock, installation, signal, onProgress: report });
  });
  await mark(directory, { seed, hours, until, state: 'filled' });
  return done;

  async function inServer<Result>(
    work: (running: {
      readonly gatewayUrl: string;
      readonly admin: Awaited<ReturnType<typeof startDemo>>['admin'];
    }) => Promise<Result>,
  ): Promise<Result> {
    await using demo = await startDemo(terminal, {
      ...{ directory, upstreamUrl: upstream.url, ports: { gateway: 0, console: 0 }, log },
      ...{ clock, stopwatch: clock.stopwatch, demo: { seed, hours } },
    });
    return await work({ gatewayUrl: demo.server.gatewayUrl, admin: demo.admin });
  }
}
