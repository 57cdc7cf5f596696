import { resolve } from 'node:path';
import pino from 'pino';
import { nextSignal } from '../cli/next-signal.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { startWitnessServer, type WitnessServer } from '../witness/witness-server.ts';

interface WitnessFlags {
  readonly log: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly name?: string;
  readonly json?: boolean;
}

/** Serves a witness until it is told to stop. */
export async function witness(directory: string, flags: WitnessFlags, terminal: Terminal): Promise<number> {
  const logger = pino({ level: 'info' }, pino.destination({ fd: 2, sync: true }));
  const interrupted = nextSignal();
  const server = await startWitnessServer({
    directory: resolve(terminal.cwd, directory),
    ...(flags.name !== undefined && { name: flags.name }),
    // The file `verifier-key` of a log that has changed its key holds several.
    logs: flags.log.flatMap((given) => given.split(/\s+/)).filter((key) => key !== ''),
    host: flags.host,
    port: flags.port,
    log: (level, message, fields) => logger[level](fields, message),
  });
  greet(server, flags, terminal);
  const reason = await interrupted;
  await server.close();
  return reason === 'SIGINT' ? 130 : 0;
}

function greet({ url, witness }: WitnessServer, flags: WitnessFlags, terminal: Terminal): void {
  const { name, verifierKeys, logs } = witness;
  if (flags.json) {
    printJson(terminal, { name, url, verifierKeys, logs });
    return;
  }
  print(terminal, `\n  Witness  ${name}`);
  print(terminal, `  Address  ${url}`);
  for (const { origin, size } of logs) {
    print(terminal, `  Watches  ${origin}: ${size === undefined ? 'nothing yet' : `${size} entries`}`);
  }
  print(terminal, '\n  For ringwall.config.yaml of the server whose log it watches:\n');
  print(terminal, 'ledger:\n  witnesses:');
  print(terminal, `    - url: ${url}\n      keys:`);
  for (const key of verifierKeys) print(terminal, `        - ${key}`);
  print(terminal, '');
}
