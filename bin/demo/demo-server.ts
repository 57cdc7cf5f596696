import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverClient } from '../../apps/ringwall/src/cli/server-client.ts';
import type { Terminal } from '../../apps/ringwall/src/cli/terminal.ts';
import { loadConfig } from '../../apps/ringwall/src/config/load.ts';
import {
  type Log,
  type RunningServer,
  type ServerOptions,
  startServer,
} from '../../apps/ringwall/src/server/server.ts';
import { demoConfig } from './demo-config.ts';
import type { Admin } from './installation.ts';

export interface DemoServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly admin: Admin;
}

const configFile = 'ringwall.config.yaml';

/** Starts an ordinary server on the data of a demo. What the environment says of providers is not listened to. */
export async function startDemo(
  terminal: Terminal,
  {
    directory,
    upstreamUrl,
    ports,
    log,
    witnesses,
    ...options
  }: {
    readonly directory: string;
    readonly upstreamUrl: string;
    readonly ports: { readonly gateway: number; readonly console: number };
    readonly log: Log;
    readonly witnesses?: Parameters<typeof demoConfig>[1];
  } & Pick<ServerOptions, 'clock' | 'stopwatch'> &
    Required<Pick<ServerOptions, 'demo'>>,
): Promise<DemoServer> {
  const config = join(directory, configFile);
  await writeFile(config, demoConfig(upstreamUrl, witnesses), { mode: 0o600 });
  const flags = { data: directory, config, port: ports.gateway, consolePort: ports.console };
  const server = await startServer(loadConfig(flags, {}, directory), { ...options, log });
  return {
    server,
    admin: serverClient({ data: directory }, terminal).call,
    [Symbol.asyncDispose]: () => server.close('the demo ends'),
  };
}
