import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startCommand } from './command-process.ts';

const greeting = z.looseObject({
  name: z.string(),
  url: z.string(),
  verifierKeys: z.array(z.string()),
  logs: z.array(z.looseObject({ origin: z.string(), size: z.number().optional() })),
});

/** `ringwall ledger witness` in a process of its own. */
export async function startWitnessProcess(options: {
  readonly directory: string;
  readonly cwd: string;
  readonly logs: readonly string[];
  readonly port?: number;
  readonly name?: string;
}) {
  const { directory, cwd, logs, port = 0, name } = options;
  const { child, ended } = await startCommand(
    [
      ...['ledger', 'witness', directory, '--json', '--port', String(port)],
      ...(name === undefined ? [] : ['--name', name]),
      ...logs.flatMap((log) => ['--log', log]),
    ],
    { cwd },
  );
  if (child.stdout === null) throw new Error('The witness has no output.');
  const lines = createInterface({ input: child.stdout });
  const said = await Promise.race([once(lines, 'line'), ended]);
  if (!Array.isArray(said)) throw new Error(`The witness did not start: ${said.stderr}`);
  return {
    ...greeting.parse(JSON.parse(String(said[0]))),
    child,
    /** Sends a signal and resolves to how it ended. */
    async end(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT') {
      child.kill(signal);
      return await ended;
    },
  };
}
