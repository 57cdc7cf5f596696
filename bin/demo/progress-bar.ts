import type { Terminal } from '../../apps/ringwall/src/cli/terminal.ts';

const width = 30;
const redrawMs = 100;

/** How far the day is, on stderr while that is a terminal; silence elsewhere. */
export function progressBar(terminal: Terminal): {
  update(done: number, of: number): void;
  clear(): void;
} {
  if (terminal.stderr.isTTY !== true) return { update: () => {}, clear: () => {} };
  /** At the first request: what was made before it says nothing of how long the others take. */
  let beganMs: number | undefined;
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    update(done, of) {
      const nowMs = performance.now();
      beganMs ??= nowMs;
      if (nowMs - drawnMs < redrawMs && done < of) return;
      drawnMs = nowMs;
      const full = Math.floor((width * done) / Math.max(1, of));
      const left = Math.ceil((((nowMs - beganMs) / Math.max(1, done)) * (of - done)) / 1000);
      const bar = `[${'='.repeat(full)}${' '.repeat(width - full)}]`;
      terminal.stderr.write(`\r${bar} ${done} of ${of} requests, ${left} s left\u001b[K`);
    },
    clear: () => void terminal.stderr.write('\r\u001b[K'),
  };
}
