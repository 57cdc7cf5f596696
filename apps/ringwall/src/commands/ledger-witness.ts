import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pino from 'pino';
import { nextSignal } from '../cli/next-signal.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { startWitnessServer, type WitnessServer } from '../witness/witness-server.ts';

interface WitnessFlags {
  readonly log?: readonly string[];
  /** Files that hold such keys. */
  readonly logFile?: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly name?: string;
  readonly json?: boolean;
}

/**
 * Serves a witness until it is told to stop.
 * @throws AppError app/usage where no log is named, or a file cannot be read
 */
export async function witness(directory: string, flags: WitnessFlags, terminal: Terminal): Promise<number> {
  const logger = pino({ level: 'info' }, pino.destination({ fd: 2, sync: true }));
  const interrupted = nextSignal();
  const server = await startWitnessServer({
    directory: resolve(terminal.cwd, directory),
    ...(flags.name !== undefined && { name: flags.name }),
    logs: logsOf(flags, terminal.cwd),
    host: flags.host,
    port: flags.port,
    log: (level, message, fields) => logger[level](fields, message),
  });
  greet(server, flags, terminal);
  const reason = await interrupted;
  await server.close();
  return reason === 'SIGINT' ? 130 : 0;
}

/** The file `verifier-key` of a log that has changed its key holds several. */
function logsOf({ log = [], logFile = [] }: WitnessFlags, cwd: string): readonly string[] {
  const given = [...log, ...logFile.map((file) => readKeys(resolve(cwd, file)))];
  const keys = given.flatMap((text) => text.split(/\s+/)).filter((key) => key !== '');
  if (keys.length === 0) throw new AppError('app/usage', 'Name a log by --log or --log-file.');
  return keys;
}

function readKeys(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('app/usage', `${file} cannot be read.`, { cause });
  }
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
