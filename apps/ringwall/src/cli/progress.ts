import type { Clock } from '@ringwall/core';
import { showsProgress, type Terminal } from './terminal.ts';

export interface Progress {
  update(state: { readonly doneBytes: number; readonly totalBytes?: number | undefined }): void;
  /** Replaces the bar by one line with the average rate. */
  finish(): void;
  /** Removes the bar and says nothing. */
  clear(): void;
}

const redrawMs = 100;
/** The rate shown is that of the last seconds, so that the time left follows what happens now. */
const windowMs = 5_000;
const barCharacters = 24;

/** A bar with rate, bytes and time left on stderr while that is a terminal; silence elsewhere, with --quiet and under CI. */
export function progressOn(
  terminal: Terminal,
  {
    verb,
    clock,
    silent = false,
  }: { readonly verb: string; readonly clock: Clock; readonly silent?: boolean },
): Progress {
  if (silent || !showsProgress(terminal)) {
    return { update: () => {}, finish: () => {}, clear: () => {} };
  }
  const startMs = clock.now();
  let doneBytes = 0;
  let firstBytes: number | undefined;
  let drawnMs = Number.NEGATIVE_INFINITY;
  /** At most one sample a redraw within the window. */
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  const clear = () => void terminal.stderr.write('\r\u001b[K');
  return {
    update(state) {
      doneBytes = state.doneBytes;
      // A resumed run begins in the middle: what an earlier one did does not count into the rate.
      firstBytes ??= state.doneBytes;
      const nowMs = clock.now();
      if (nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      samples.push({ atMs: nowMs, bytes: doneBytes });
      while (samples[0] !== undefined && nowMs - samples[0].atMs > windowMs) samples.shift();
      const oldest = samples[0] ?? { atMs: startMs, bytes: firstBytes };
      const rate = perSecond(doneBytes - oldest.bytes, nowMs - oldest.atMs);
      terminal.stderr.write(`\r${verb} ${progressLine({ ...state, rate })}\u001b[K`);
    },
    finish() {
      clear();
      const elapsedMs = clock.now() - startMs;
      const rate = perSecond(doneBytes - (firstBytes ?? 0), elapsedMs);
      terminal.stderr.write(
        `${verb} ${bytesText(doneBytes)} in ${durationText(elapsedMs)}${rate > 0 ? `, ${bytesText(rate)}/s` : ''}\n`,
      );
    },
    clear,
  };
}

/** `[=====     ]  42 %  1.2 GiB of 2.9 GiB  812 MiB/s  2 s left` */
export function progressLine({
  doneBytes,
  totalBytes,
  rate,
}: {
  readonly doneBytes: number;
  readonly totalBytes?: number | undefined;
  /** Bytes a second; 0 while unknown. */
  readonly rate: number;
}): string {
  const speed = rate > 0 ? `  ${bytesText(rate)}/s` : '';
  if (totalBytes === undefined) return `${bytesText(doneBytes)}${speed}`;
  const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(share * barCharacters);
  const bar = `[${'='.repeat(full)}${' '.repeat(barCharacters - full)}]`;
  const left = rate > 0 ? `  ${durationText((1000 * Math.max(0, totalBytes - doneBytes)) / rate)} left` : '';
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${bar} ${percent} %  ${bytesText(doneBytes)} of ${bytesText(totalBytes)}${speed}${left}`;
}

function perSecond(bytes: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (1000 * bytes) / elapsedMs : 0;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1.2 GiB`, three digits at most before the point. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `850 ms`, `12 s`, `3 min 4 s`, `2 h 5 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
