import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonOutputs } from './cli/json-output/json-outputs.ts';
import { startCommand } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
/** Commands whose output was held against its schema. */
const seen = new Set<string>();

let running: TestServer;
let cwd: string;
beforeAll(async () => {
  for (const name of ['openapi.json', 'cli-schemas.json'])
    ajv.addSchema(JSON.parse(await readFile(join(docs, name), 'utf8')), name);
  running = await startTestServer({
    yaml: 'keyProviders:\n  house: { kind: file, directory: keks }\n',
  });
  cwd = running.directory;
});
afterAll(() => running[Symbol.asyncDispose]());

/** Runs a command with --json, holds what it prints against its schema, and gives it. */
async function json(path: string, ...args: readonly string[]): Promise<readonly unknown[]> {
  const { code, stdout, stderr } = await runHere([...path.split(' '), ...args, '--json'], { cwd });
  expect({ code, stderr: code === 0 ? '' : stderr }, path).toEqual({ code: 0, stderr: '' });
  return checked(path, stdout);
}

function checked(path: string, stdout: string): readonly unknown[] {
  const values = stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  const schema = ajv.getSchema(`cli-schemas.json#/commands/${encodeURIComponent(path)}`);
  if (schema === undefined) throw new Error(`${path} has no schema.`);
  for (const value of values) {
    schema(value);
    expect(schema.errors ?? [], `${path}: ${stdout}`).toEqual([]);
  }
  if (values.length > 0) seen.add(path);
  return values;
}

/** The text at a place of a printed value. */
function text([value]: readonly unknown[], ...place: readonly string[]): string {
  let at = value;
  for (const name of place)
    at = Array.isArray(at) ? at[Number(name)] : z.record(z.string(), z.unknown()).parse(at)[name];
  return z.string().parse(at);
}

const shell = { kind: 'shell', id: 'local' } as const;
/** Where the server is, for commands that ask it. */
const at = ['--data', 'data'];

describe('what --json prints is what its schema says', () => {
  test('of the server and the machine', async () => {
    await json('status', ...at);
    await json('healthcheck', ...at);
    await json('doctor', ...at, '--offline');
    await ask();
    await json('top', ...at);
    await json('login', ...at);
  });

  test('of people, services and their rights', async () => {
    const user = text(await json('user create', 'ada@example.org', ...at), 'id');
    await json('user list', ...at);
    await json('user invite', user, ...at);
    await json('user reset', user, ...at, '--yes');
    await json('user unlock', user, ...at);
    const grant = text(await json('grant create', user, 'engineer', ...at), 'id');
    await json('grant list', ...at);
    await json('grant revoke', grant, ...at, '--yes');
    await json('user disable', user, ...at, '--yes');
    await json('user enable', user, ...at);
    const service = text(await json('service create', 'search', ...at), 'id');
    await json('service list', ...at);
    await json('service disable', service, ...at, '--yes');
    await json('service enable', service, ...at);
    await json('project create', 'clinic', ...at);
    await json('project list', ...at);
    await running.cookie();
    const session = text(await json('session list', ...at), 'id');
    await json('session revoke', session, ...at, '--yes');
  });

  test('of policies', async () => {
    await writeFile(
      join(cwd, 'own.cedar'),
      '@id("none")\nforbid (principal == Ringwall::User::"usr_none", action, resource);\n',
    );
    await json('policy apply', 'own.cedar', ...at, '--dry-run');
    await json('policy apply', 'own.cedar', ...at);
    await json('policy show', ...at);
    await json('policy show', ...at, '--versions');
    await json('policy show', ...at, '--at', '1');
    const question = ['--principal', 'shell', '--action', 'key.list', '--resource', 'project:default'];
    await json('policy why', ...question, ...at);
    await json('policy why', await ask(), ...at);
    const cases =
      'cases:\n  - principal: shell\n    action: key.list\n    resource: project:default\n    expect: allow\n';
    await writeFile(join(cwd, 'cases.yaml'), cases);
    await json('policy test', 'cases.yaml', ...at);
  });

  test('of keys, limits, tokens and certificates', async () => {
    const key = text(await json('key create', 'bot', ...at), 'key', 'id');
    await json('key list', ...at);
    await json('key rotate', key, ...at);
    await json('key revoke', key, ...at, '--yes');
    const limit = text(await json('limit set', 'key:*', '--requests', '600', '--per', 'minute', ...at), 'id');
    await ask();
    await json('limit list', ...at);
    await json('limit usage', ...at);
    await json('limit remove', limit, ...at, '--yes');
    await json('token list', ...at);
    await json('token revoke', 'tok_0123456789abcdef0123456789abcdef', ...at, '--yes');
    await json('ca init', '--permit', 'db.internal', ...at);
    await json('ca show', ...at);
    const certificate = await json('ca issue', '--name', 'db.internal', ...at);
    await json('ca list', ...at);
    await json('ca revoke', text(certificate, 'certificate', 'id'), '--reason', 'a test', ...at, '--yes');
    await json('ca crl', ...at);
  });

  test('of requests, routes, persons and what is kept', async () => {
    const request = await ask('alice');
    await json('request open', request, '--reason', 'a test', ...at);
    await json('request list', ...at, '--text', 'ringwall', '--limit', '1');
    await json('request export', ...at);
    await json('route list', ...at);
    await json('route contain', 'demo-openai', '--reason', 'a test', ...at, '--yes');
    await json('route release', 'demo-openai', '--reason', 'a test', ...at, '--yes');
    await json('subject find', 'alice', ...at);
    const hold = text(await json('hold place', '--subject', 'alice', '--reason', 'a test', ...at), 'hold');
    await json('hold list', ...at);
    await json('hold release', hold, '--reason', 'a test', ...at, '--yes');
    await json('subject erase', 'alice', '--reason', 'a test', ...at, '--dry-run');
    await json('subject erase', 'alice', '--reason', 'a test', ...at, '--yes');
    await json('retention show', ...at);
    await json('retention apply', ...at);
  });

  test('of the ledger and its copies', async () => {
    await json('ledger prove', '0', ...at);
    await json('ledger tail', '-n', '5', ...at);
    await json('ledger export', '--from', '0', '--to', '3', '--out', 'slice.json', ...at);
    await json('backup', 'copy', ...at);
    await json('restore', 'copy', '--check');
    await json('ledger verify', 'copy/ledger');
    await json('ledger rotate-key', ...at);
    await json('ledger retire-key', ...at, '--yes');
    await json('kek rotate-server', ...at);
  });

  test('of sealed files and their keys', async () => {
    await json('recipient new', '--out', 'alice.jwk');
    await json('recipient new', '--out', 'bob.jwk');
    await writeFile(join(cwd, 'text'), 'a text');
    const by = ['--identity', 'alice.jwk'];
    await json('file seal', 'text', '--to', 'alice.pub.jwk');
    await json('file inspect', 'text.floe');
    await json('file open', 'text.floe', ...by, '--out', 'opened');
    await json('recipient add', 'text.floe', '--to', 'bob.pub.jwk', ...by);
    await json('recipient remove', 'text.floe', 'bob', '--dry-run');
    await json('recipient remove', 'text.floe', 'bob', '--yes');
    await json('recipient rotate', 'text.floe', 'alice', '--to', 'bob.pub.jwk', ...by, '--yes');
    await json('file rekey', 'text.floe', '--identity', 'bob.jwk', '--yes');
    const first = text(await json('kek create', 'house/a'), 'versions', '0', 'keyVersion');
    await json('kek list');
    await json('kek due');
    await json('kek rotate', 'house/a');
    await json('kek destroy', 'house/a', '--key-version', first, '--dry-run');
  });

  test('of what takes two persons, and of tables that are made anew while the server is stopped', async () => {
    await running.restart({
      yaml: 'signIn: { requireSecondFactor: false }\napprovals: { actions: [key.create] }\n',
      meanwhile: () => json('ledger reindex', ...at),
    });
    const { identity } = running.server;
    const { id } = await identity.users.create({ name: 'bob@example.org' }, shell);
    await identity.grants.create({ to: id, role: 'admin', project: '*' }, shell);
    const { session } = await identity.sessions.create(id, 'link');
    const wanted = async (name: string) => {
      const reply = await fetch(`${running.server.consoleUrl}/api/keys`, {
        method: 'POST',
        headers: {
          cookie: `ringwall_session=${session.reveal()}`,
          ...{ 'x-ringwall-console': '1', 'content-type': 'application/json' },
        },
        body: JSON.stringify({ name }),
      });
      return reply.headers.get('x-ringwall-approval') ?? '';
    };
    const [first, second] = [await wanted('one'), await wanted('two')];
    await json('approval list', ...at);
    await json('approval show', first, ...at);
    await json('approval approve', first, '--reason', 'a test', ...at, '--yes');
    await json('approval refuse', second, '--reason', 'a test', ...at);
  });

  test('of what stays until it is stopped', async () => {
    const ports = ['--port', '0', '--console-port', '0'];
    await firstLine('start', 'start', ...ports, '--data', 'other', '--print-key');
    const key = running.server.logUrl ?? (await readFile(join(cwd, 'data/ledger/verifier-key'), 'utf8'));
    await firstLine(
      'ledger witness',
      'ledger',
      'witness',
      'w',
      '--log',
      key.split('\n')[0] ?? '',
      '--port',
      '0',
    );
  });

  test('and every command was tried but those that need a backup, or time to pass', () => {
    const left = Object.keys(jsonOutputs).filter((path) => !seen.has(path));
    expect(left.toSorted()).toEqual(['erasures supply', 'erasures waive', 'kek due']);
  });
});

/** The first line of a program that goes on; then it is stopped. */
async function firstLine(path: string, ...words: readonly string[]): Promise<void> {
  const { child, ended } = await startCommand([...words, '--json'], { cwd });
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  checked(path, stdout.toString());
}

/** Sends a request about somebody; gives its id. */
async function ask(subject?: string): Promise<string> {
  const reply = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      ...(subject !== undefined && { 'x-ringwall-subject': subject }),
    },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
  await reply.text();
  return reply.headers.get('x-request-id') ?? '';
}
