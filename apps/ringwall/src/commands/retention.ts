import type { CommonFlags } from '../cli/common-flags.ts';
import { retentionRun, retentionState } from '../cli/forgetting-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printTable, type Terminal } from '../cli/terminal.ts';

export async function showRetention(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('GET', '/api/retention');
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { classes, minimumIndex, failing, locks } = retentionState.parse(reply);
  const rows = classes.map(({ class: name, keepMs, applied }) => [
    name,
    keepMs === undefined ? 'for good' : inDays(keepMs),
    applied === undefined ? 'never' : applied.at,
    applied === undefined ? '' : `${applied.removed} from before ${applied.before}`,
    applied === undefined ? '' : String(applied.held),
  ]);
  printTable(terminal, ['CLASS', 'KEPT', 'LAST CUT', 'REMOVED', 'HELD'], rows);
  if (minimumIndex > 0) hint(terminal, `Entries below ${minimumIndex} are no longer stored.\n`);
  if (failing !== undefined) terminal.stderr.write(`The last run failed: ${failing}\n`);
  for (const { entry } of locks)
    terminal.stderr.write(`Kept bodies are closed since entry ${entry}: see ringwall erasures --help\n`);
  return 0;
}

export async function applyRetention(
  flags: CommonFlags & { readonly dryRun?: boolean },
  terminal: Terminal,
): Promise<number> {
  const asked = { dryRun: flags.dryRun === true };
  const reply = await serverClient(flags, terminal).call('POST', '/api/retention/apply', asked);
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { classes, minimumIndex } = retentionRun.parse(reply);
  if (classes.length === 0)
    hint(terminal, 'Everything is kept for good: set retention in ringwall.config.yaml.\n');
  const verb = asked.dryRun ? 'would remove' : 'removed';
  for (const { class: name, before, removed, held, holds } of classes) {
    const kept = held === 0 ? '' : `; ${held} are held by ${holds.join(' ')}`;
    print(terminal, `${name}: ${verb} ${removed} from before ${before}${kept}`);
  }
  print(terminal, `The ledger stores entries from ${minimumIndex} on.`);
  return 0;
}

function inDays(ms: number): string {
  const days = ms / 86_400_000;
  return Number.isInteger(days) ? `${days} d` : `${Math.round(ms / 3_600_000)} h`;
}
