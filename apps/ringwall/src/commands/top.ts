import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock } from '@ringwall/core';
import { coloursOf } from '../cli/colours.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { durationMs } from '../cli/duration.ts';
import { nextSignal } from '../cli/next-signal.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { frame, plainFrame } from '../top/frame.ts';
import { rowCount } from '../top/panel-table.ts';
import { Screen } from '../top/screen.ts';
import type { TopSnapshot } from '../top/snapshot.ts';
import { TopSource } from '../top/source.ts';
import { firstView, type View, viewAfter } from '../top/view.ts';

type TopFlags = CommonFlags & { readonly window: string; readonly once?: boolean };

const redrawMs = 1_000;
const longestMs = 3_600_000;

/** Shows what happens, as it happens; without a person at a terminal, how things stand. */
export async function top(flags: TopFlags, terminal: Terminal): Promise<number> {
  const windowMs = durationMs(flags.window);
  if (windowMs === undefined || windowMs > longestMs)
    throw new AppError('app/usage', '--window takes a time from 1m to 1h.');
  const source = new TopSource(windowMs, { flags, terminal });
  await source.refresh();
  await source.readBack(systemClock.now());
  const snapshot = source.snapshot(systemClock.now());
  if (flags.json) printJson(terminal, snapshot);
  else if (flags.once || !terminal.stdout.isTTY || !terminal.stdin.isTTY)
    for (const line of plainFrame(snapshot, coloursOf(terminal, 'stdout'))) print(terminal, line);
  else return live(source, terminal, systemClock);
  return 0;
}

async function live(source: TopSource, terminal: Terminal, clock: Clock): Promise<number> {
  const colours = coloursOf(terminal, 'stdout');
  const ending = new AbortController();
  const { signal } = ending;
  let code = 0;
  let view: View = firstView;
  let fault: string | undefined;
  let snapshot: TopSnapshot = source.snapshot(clock.now());
  void nextSignal().then((name) => {
    code = name === 'SIGINT' ? 130 : 0;
    ending.abort();
  });
  const draw = () => screen.draw(frame({ snapshot, view, fault }, screen.size, colours));
  using screen = new Screen(terminal, {
    key(key) {
      const next = viewAfter(view, key, rowCount(snapshot, view));
      if (next === undefined) {
        code = key === 'interrupt' ? 130 : 0;
        ending.abort();
        return;
      }
      view = next;
      draw();
    },
    resize: draw,
  });
  const following = follow(source, signal);
  while (!signal.aborted) {
    fault = await source.refresh().then(() => undefined, gone);
    if (!view.paused) snapshot = source.snapshot(clock.now());
    if (!signal.aborted) draw();
    await wait(redrawMs, undefined, { signal }).catch(() => undefined);
  }
  await following;
  return code;
}

/** Again and again: a server that is started anew is followed anew. */
async function follow(source: TopSource, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await source.follow(signal).catch(gone);
    await wait(redrawMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What to say of an error that ends nothing. @throws what is none of these */
function gone(error: unknown): string {
  if (error instanceof AppError) return 'THE SERVER DOES NOT ANSWER; waiting for it';
  throw error;
}
