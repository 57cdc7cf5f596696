// npm run bench -- <name> [--json]: runs bench/<name>.ts, prints its figures, exits 1 where a goal is missed.
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from './measure.ts';
import { benchReport, type Machine, missedGoal, renderReport } from './report.ts';

const frame = new Set(['run.ts', 'measure.ts', 'report.ts']);

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !frame.has(file))
    .map((file) => file.slice(0, -'.ts'.length));
  const usage = `Usage: npm run bench -- <${names.join(' | ')}> [--json]\n`;
  let parsed: { values: { json: boolean }; positionals: string[] };
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`);
    return 2;
  }
  const [name, ...rest] = parsed.positionals;
  if (name === undefined || rest.length > 0 || !names.includes(name)) {
    process.stderr.write(usage);
    return 2;
  }
  const { bench }: { bench: Bench } = await import(`./${name}.ts`);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
  let measured: Awaited<ReturnType<Bench['run']>>;
  try {
    measured = await bench.run({
      signal: interrupted.signal,
      progress: (line) => process.stderr.write(`${name}: ${line}\n`),
    });
  } catch (error) {
    process.stderr.write(
      `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return interrupted.signal.aborted ? 130 : 3;
  }
  if ('skipped' in measured) {
    process.stderr.write(`${name}: skipped: ${measured.skipped}\n`);
    if (parsed.values.json) process.stdout.write(`${JSON.stringify({ bench: name, ...measured })}\n`);
    return 0;
  }
  const report = benchReport(name, measured, thisMachine());
  process.stdout.write(
    parsed.values.json ? `${JSON.stringify(report)}\n` : renderReport(report, bench.title),
  );
  return missedGoal(report) ? 1 : 0;
}

function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
}
