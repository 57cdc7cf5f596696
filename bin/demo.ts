// npm run demo -- [--reset] [--seed N] [--hours N] [--still]: a day of made-up traffic, sent through the real gateway.
import { parseArgs } from 'node:util';
import { RingwallError, toProblem } from '../packages/core/src/index.ts';
import { type DemoFlags, runDemo } from './demo/run-demo.ts';

const usage = `Usage: npm run demo -- [--reset] [--seed N] [--hours N] [--still] [--data directory] [--port N] [--console-port N]

  --reset         removes the demo in the directory, and makes a new one up to now
  --seed N        the number that the day follows from (7): the same seed, the same day
  --hours N       how much time it fills, up to now (24, at most 168)
  --still         nothing more is sent once it is filled
  --data          where it is kept (ringwall-demo); only an empty directory or a demo
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { env, stdout, stderr, stdin } = process;
  const terminal = { env, cwd: process.cwd(), stdout, stderr, stdin };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort(signal));
  try {
    await runDemo(flags, terminal, stop.signal);
    return stop.signal.reason === 'SIGINT' ? 130 : 0;
  } catch (error) {
    if (stop.signal.aborted) return 130;
    if (!(error instanceof RingwallError)) throw error;
    const { title, advice } = toProblem(error);
    process.stderr.write(`error: ${title}\n${error.message}\n${advice}\n`);
    return error.exit;
  }
}

function readFlags(args: string[]): DemoFlags | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        reset: { type: 'boolean', default: false },
        seed: { type: 'string' },
        hours: { type: 'string' },
        still: { type: 'boolean', default: false },
        data: { type: 'string', default: 'ringwall-demo' },
        port: { type: 'string', default: '7071' },
        'console-port': { type: 'string', default: '7070' },
      },
    });
    const { reset, still, data } = values;
    const seed = wholeNumber(values.seed, { most: 2 ** 31 - 1 });
    const hours = wholeNumber(values.hours, { least: 1, most: 168 });
    const gateway = wholeNumber(values.port, { most: 65_535 });
    const console = wholeNumber(values['console-port'], { most: 65_535 });
    if (gateway === undefined || console === undefined) return undefined;
    return { reset, still, data, ports: { gateway, console }, seed, hours };
  } catch {
    return undefined;
  }
}

/** @throws RangeError for what is none */
function wholeNumber(
  text: string | undefined,
  { least = 0, most }: { readonly least?: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new RangeError(text);
}
