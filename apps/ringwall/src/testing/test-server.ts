import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyProviderPool } from '../commands/key-provider-pool.ts';
import type { Environment } from '../config/file.ts';
import { loadConfig } from '../config/load.ts';
import { type RunningServer, type ServerOptions, startServer } from '../server/server.ts';
import { fakeTerminal } from './fake-terminal.ts';

export interface TestServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly directory: string;
  readonly dataDirectory: string;
  /** A key for every route. */
  readonly key: string;
  /** What the server logged. */
  readonly logged: readonly string[];
  /** A signed-in session's cookie header. */
  cookie(): Promise<string>;
  /** Calls the admin API as a signed-in person. */
  admin(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: string; json: unknown }>;
  /** Stops and starts again on the same data, configured otherwise where that is given. */
  restart(options?: {
    readonly yaml?: string;
    /** Done while it is stopped. */
    readonly meanwhile?: () => Promise<unknown>;
  }): Promise<void>;
}

/** Tests have no time for the work that guessing a password has to cost. */
const scryptCost = { logN: 4, r: 1, p: 1 };

/** A whole server in this process, on free ports and a directory of its own. */
export async function startTestServer(
  options: {
    readonly yaml?: string;
    readonly env?: Environment;
    /** Data directory of another server: this one goes on from a copy of its log and keys. */
    readonly copyOf?: string;
  } & Omit<Partial<ServerOptions>, 'log'> = {},
): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-test-'));
  const dataDirectory = join(directory, 'data');
  await writeFile(join(directory, 'ringwall.config.yaml'), options.yaml ?? '');
  for (const part of options.copyOf === undefined ? [] : ['ledger', 'keys']) {
    await cp(join(options.copyOf ?? '', part), join(dataDirectory, part), { recursive: true });
  }
  const logged: string[] = [];
  const { terminal } = fakeTerminal({ person: false, cwd: directory });
  const keyProviders = new KeyProviderPool({}, terminal);
  const start = () => {
    const config = loadConfig({ data: dataDirectory, port: 0, consolePort: 0 }, options.env ?? {}, directory);
    // A reserve of the usual size would be most of what the tests write.
    const reserveBytes = Math.min(config.ledger.reserveBytes, 1 << 20);
    return startServer(
      { ...config, ledger: { ...config.ledger, reserveBytes }, signIn: { ...config.signIn, scryptCost } },
      {
        keyProviders: options.keyProviders ?? keyProviders,
        log: (level, message, fields) => void logged.push(JSON.stringify({ level, message, ...fields })),
        ...(options.clock && { clock: options.clock }),
        ...(options.ledgerFiles && { ledgerFiles: options.ledgerFiles }),
      },
    );
  };
  let server = await start();
  const actor = { kind: 'shell', id: 'local' } as const;
  const { secret } = await server.identity.keys.create({ name: 'test' }, actor);

  async function cookie(): Promise<string> {
    const { token } = await server.identity.loginLinks.create(actor);
    const reply = await fetch(`${server.consoleUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ringwall-console': '1' },
      body: JSON.stringify({ token: token.reveal() }),
    });
    return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  return {
    get server() {
      return server;
    },
    directory,
    dataDirectory,
    key: secret.reveal(),
    logged,
    cookie,
    async admin(method, path, body) {
      const headers: Record<string, string> = { cookie: await cookie(), 'x-ringwall-console': '1' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const reply = await fetch(server.consoleUrl + path, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      return { status: reply.status, body: text, json: JSON.parse(text) };
    },
    async restart({ yaml, meanwhile } = {}) {
      await server.close('restart');
      if (yaml !== undefined) await writeFile(join(directory, 'ringwall.config.yaml'), yaml);
      await meanwhile?.();
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await server.close('test over').catch(() => {});
      await keyProviders[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
