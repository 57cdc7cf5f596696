import { relative, resolve } from 'node:path';
import { commandName } from '../../apps/ringwall/src/cli/command-name.ts';
import { serverClient } from '../../apps/ringwall/src/cli/server-client.ts';
import { print, type Terminal } from '../../apps/ringwall/src/cli/terminal.ts';
import { AppError } from '../../apps/ringwall/src/errors.ts';
import type { Log } from '../../apps/ringwall/src/server/server.ts';
import { lookAt, type Marker, removeDemo } from './demo-directory.ts';
import { type DemoServer, startDemo } from './demo-server.ts';
import { fillDemo } from './fill-demo.ts';
import { type Installation, takeOver, visitorKey } from './installation.ts';
import { member } from './json-member.ts';
import { progressBar } from './progress-bar.ts';
import { seededRandom } from './random.ts';
import { openSenders } from './senders.ts';
import { maxTrickled, trickle } from './trickle.ts';
import { startScriptedUpstream } from './upstream/scripted-upstream.ts';

export interface DemoFlags {
  readonly reset: boolean;
  readonly still: boolean;
  readonly data: string;
  readonly ports: { readonly gateway: number; readonly console: number };
  /** Undefined: what is there already, or what is usual. */
  readonly seed: number | undefined;
  readonly hours: number | undefined;
}

const usual = { seed: 7, hours: 24 } as const;
/** Longer ago than this the day is worth a new one. */
const staleMs = 6 * 3_600_000;

/**
 * Fills the directory where it holds no demo yet, then serves it until the signal is aborted.
 * @throws AppError app/not-a-demo where something else is in it; app/usage where a demo is, of another seed
 */
export async function runDemo(flags: DemoFlags, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const directory = resolve(terminal.cwd, flags.data);
  const log = logTo(terminal);
  await refuseWhereRunning(directory, terminal);
  let found = await lookAt(directory);
  if (found.kind === 'foreign')
    throw new AppError('app/not-a-demo', `${directory} holds something that is not a demo.`);
  if (found.kind === 'demo' && (flags.reset || found.marker.state === 'filling')) {
    await removeDemo(directory);
    found = { kind: 'empty' };
  }
  if (found.kind === 'demo') {
    refuseOther(found.marker, flags);
    return serve({ directory, marker: found.marker, installation: undefined, flags, log }, terminal, signal);
  }
  const asked = { seed: flags.seed ?? usual.seed, hours: flags.hours ?? usual.hours };
  terminal.stderr.write(
    `Filling ${flags.data} with ${asked.hours} hours of made-up traffic, sent as HTTP through the gateway.\n`,
  );
  const bar = progressBar(terminal);
  const endMs = Date.now();
  const { installation } = await fillDemo(terminal, {
    ...{ directory, ...asked, endMs, log: onlyErrors(log), signal, onProgress: bar.update },
  }).finally(() => bar.clear());
  const marker: Marker = { ...asked, until: new Date(endMs).toISOString(), state: 'filled' };
  await serve({ directory, marker, installation, flags, log }, terminal, signal);
}

async function serve(
  demo: {
    readonly directory: string;
    readonly marker: Marker;
    readonly installation: Installation | undefined;
    readonly flags: DemoFlags;
    readonly log: Log;
  },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { directory, marker, flags, log } = demo;
  await using upstream = await startScriptedUpstream({
    wait: (ms) => new Promise((done) => void setTimeout(done, ms)),
  });
  using senders = await openSenders();
  await using running = await startDemo(terminal, {
    ...{ directory, upstreamUrl: upstream.url, ports: flags.ports, log: onlyErrors(log) },
    demo: { seed: marker.seed, hours: marker.hours },
  });
  await greet(running, demo, terminal);
  if (!flags.still && !signal.aborted) {
    const installation = demo.installation ?? (await takeOver(running.admin));
    const { gatewayUrl } = running.server;
    await trickle(
      { gatewayUrl, upstream, senders },
      {
        ...{ installation, signal, random: seededRandom(marker.seed).fork('from now on') },
        onFailure: (error) => log('warn', 'A request of the demo failed', { reason: String(error) }),
      },
    );
  }
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}

/** What a person needs first. */
async function greet(
  { server, admin }: DemoServer,
  {
    directory,
    marker,
    flags,
  }: { readonly directory: string; readonly marker: Marker; readonly flags: DemoFlags },
  terminal: Terminal,
): Promise<void> {
  const link = await admin('POST', '/api/login-links', {});
  const key = await visitorKey(admin, Date.now());
  const command = commandName(terminal.cwd);
  const place = relative(terminal.cwd, directory) || directory;
  const lines = [
    '',
    `  THIS IS A DEMO: everything in ${place} is made up (seed ${marker.seed}, ${marker.hours} h up to ${marker.until}).`,
    '  No model is asked: the upstreams are scripted servers on this machine.',
    '',
    `  Console  ${server.consoleUrl}/#login=${String(member(link, 'token'))}`,
    `           (signs you in once; ${command} login --data ${place} prints another)`,
    `  Gateway  ${server.gatewayUrl}`,
    `  API key  ${key}  (good for 12 hours)`,
    `  Models   gpt-5-mini, claude-haiku-4-5, ... answer what the built-in demo assistant would`,
    flags.still
      ? '  Traffic  stands still (--still)'
      : `  Traffic  goes on with a request every few seconds, ${maxTrickled} at most`,
    `  Check    ${command} ledger verify --data ${place}`,
    ...(Date.now() - Date.parse(marker.until) > staleMs
      ? ['', '  The day ended a while ago; npm run demo -- --reset makes one up to now.']
      : []),
    '',
  ];
  for (const line of lines) print(terminal, line);
}

async function refuseWhereRunning(directory: string, terminal: Terminal): Promise<void> {
  const isUp = await serverClient({ data: directory }, terminal)
    .call('GET', '/api/status')
    .then(() => true)
    .catch(() => false);
  if (isUp) throw new AppError('app/usage', `A server is running on ${directory}. Stop it first.`);
}

function refuseOther(marker: Marker, { seed, hours }: DemoFlags): void {
  const isOther = (seed ?? marker.seed) !== marker.seed || (hours ?? marker.hours) !== marker.hours;
  if (!isOther) return;
  const there = `seed ${marker.seed}, ${marker.hours} hours`;
  throw new AppError('app/usage', `There is a demo already (${there}); --reset makes another one.`);
}

function logTo({ stderr }: Terminal): Log {
  return (level, message, fields = {}) => {
    const details = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    stderr.write(`${[level, message, ...details].join(' ')}\n`);
  };
}

/** What a server warns of at its start is how a demo is meant; alarms of made-up incidents are part of it. */
function onlyErrors(log: Log): Log {
  return (level, message, fields = {}) => {
    if (level === 'error' && !('alarm' in fields)) log(level, message, fields);
  };
}
