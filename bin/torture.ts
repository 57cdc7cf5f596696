// npm run torture -- [--kills N] [--tear] [--seed S]: kills a whole server under load and checks what is left.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { torture } from '../apps/ringwall/src/testing/torture/torture.ts';

const usage = 'Usage: npm run torture -- [--kills N] [--tear] [--seed S]\n';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
  const directory = mkdtempSync(join(tmpdir(), 'ringwall-torture-'));
  const began = performance.now();
  const report = await torture({
    ...asked,
    directory,
    signal: interrupted.signal,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const { problems, ...counts } = report;
  process.stdout.write(
    `${[
      `${counts.kills} kills in ${seconds} s, seed ${counts.seed}${asked.tear ? ', losing and tearing what was not synced' : ''}`,
      `${counts.answered} answered, ${counts.refused} refused, ${counts.entries} entries, ${counts.aborted} requests cut off`,
      `${counts.lost} lost, ${counts.unrecorded} unrecorded, ${counts.repairs} manual repairs, ${problems.length} problems`,
      ...problems,
    ].join('\n')}\n`,
  );
  if (problems.length === 0) rmSync(directory, { recursive: true, force: true });
  else process.stdout.write(`What was left is in ${directory}\n`);
  return problems.length === 0 ? 0 : 1;
}

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        kills: { type: 'string', default: '25' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        tear: { type: 'boolean', default: false },
      },
    });
    const kills = Number(values.kills);
    const seed = Number(values.seed);
    const valid = Number.isSafeInteger(kills) && kills > 0 && Number.isSafeInteger(seed) && seed >= 0;
    return valid ? { kills, seed, tear: values.tear } : undefined;
  } catch {
    return undefined;
  }
}
