import pino from 'pino';
import { commandName } from '../cli/command-name.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import type { Started } from '../cli/json-output/server-outputs.ts';
import { nextSignal } from '../cli/next-signal.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { type Config, loadConfig } from '../config/load.ts';
import { isByDefault } from '../server/risks.ts';
import { type Log, type RunningServer, startServer } from '../server/server.ts';
import { version } from '../version.ts';
import { KeyProviderPool } from './key-provider-pool.ts';

interface StartFlags extends CommonFlags {
  readonly port?: number;
  readonly consolePort?: number;
  readonly printKey?: boolean;
  readonly restored?: string;
}

/** Starts the server and stays until it is told to stop. */
export async function start(flags: StartFlags, terminal: Terminal): Promise<number> {
  const config = loadConfig(flags, terminal.env, terminal.cwd);
  const logger = pino(
    { level: terminal.stderr.isTTY ? 'warn' : 'info' },
    pino.destination({ fd: 2, sync: true }),
  );
  const log: Log = (level, message, fields = {}) => logger[level](fields, message);
  const interrupted = nextSignal();
  await using keyProviders = new KeyProviderPool(flags, terminal);
  const server = await startServer(config, {
    log,
    keyProviders,
    ...(flags.restored !== undefined && { restored: flags.restored }),
  });
  if (flags.json) await tell(server, flags, terminal);
  else await greet(server, { flags, config }, terminal);
  log('info', 'Ringwall is up', {
    gateway: server.gatewayUrl,
    console: server.consoleUrl,
    ...(server.logUrl && { log: server.logUrl }),
  });
  if (server.aborted > 0)
    log('warn', 'Requests that a crash cut off were closed as aborted', { count: server.aborted });

  const reason = await interrupted;
  log('info', 'Ringwall is stopping', { reason });
  await server.close(reason);
  return reason === 'SIGINT' ? 130 : 0;
}

/** Where a program finds the server. Credentials only where they were asked for. */
async function tell(server: RunningServer, flags: StartFlags, terminal: Terminal): Promise<void> {
  const { gatewayUrl: gateway, consoleUrl: console, logUrl: log, demo } = server;
  const place = { version, gateway, console, ...(log !== undefined && { log }), demo };
  if (!flags.printKey) return printJson(terminal, place satisfies Started);
  const actor = { kind: 'shell', id: 'local' } as const;
  const { token } = await server.identity.loginLinks.create(actor);
  const { secret } = await server.identity.keys.create({ name: 'first key' }, actor);
  const login = `${console}/#login=${token.reveal()}`;
  printJson(terminal, { ...place, login, apiKey: secret.reveal() } satisfies Started);
}

/** Where a person is told to keep the certificate that curl shall trust. */
const caFile = 'ringwall-ca.pem';

/** What a person needs first. Credentials only go to a terminal, or where they were asked for. */
async function greet(
  server: RunningServer,
  { flags, config }: { readonly flags: StartFlags; readonly config: Pick<Config, 'tls'> },
  terminal: Terminal,
): Promise<void> {
  const actor = { kind: 'shell', id: 'local' } as const;
  const command = commandName(terminal.cwd);
  const personal = flags.printKey === true || terminal.stdout.isTTY === true;
  const firstTime = server.identity.keys.list().every((key) => key.revokedAt !== undefined);
  print(terminal, '');
  if (personal) {
    const { token } = await server.identity.loginLinks.create(actor);
    print(terminal, `  Console  ${server.consoleUrl}/#login=${token.reveal()}`);
    print(terminal, `           (signs you in once; ${command} login prints another)`);
  } else {
    print(terminal, `  Console  ${server.consoleUrl}`);
  }
  print(terminal, `  Gateway  ${server.gatewayUrl}`);
  if (server.demo) print(terminal, '  Answers  the built-in demo assistant: no upstream is configured');
  const ownAuthority = server.gatewayUrl.startsWith('https:') && config.tls?.from.kind === 'authority';
  if (ownAuthority)
    print(terminal, `  TLS      trust the authority of this server: ${command} ca show > ${caFile}`);
  if (server.keysSealedBy === undefined)
    print(terminal, '  Keys     not sealed at rest: set keys.passphraseFile in ringwall.config.yaml');
  for (const risk of server.risks) if (!isByDefault(risk)) print(terminal, `  Risk     ${risk.title}`);
  if (personal && (flags.printKey === true || firstTime)) {
    const { secret } = await server.identity.keys.create({ name: 'first key' }, actor);
    print(terminal, `  API key  ${secret.reveal()}  (shown once)`);
    const trust = ownAuthority ? ` --cacert ${caFile}` : '';
    print(terminal, `\n  Try it:\n\n${curl(server, secret.reveal(), trust)}`);
  } else {
    print(terminal, `  API key  ${command} key create <name>`);
  }
  print(terminal, '');
}

function curl(server: RunningServer, key: string, trust: string): string {
  const model = server.demo ? 'ringwall-demo' : 'MODEL';
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return `curl${trust} ${server.gatewayUrl}/v1/chat/completions -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body}'`;
}
