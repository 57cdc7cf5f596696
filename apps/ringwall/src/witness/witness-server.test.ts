import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyring } from '@ringwall/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWitnessServer, type WitnessServer } from './witness-server.ts';

let directory: string;
let server: WitnessServer;
let origin: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-witness-server-'));
  const keys = await openKeyring(join(directory, 'keys'));
  origin = keys.origin;
  const place = { directory: join(directory, 'witness'), host: '127.0.0.1', port: 0 };
  server = await startWitnessServer({ ...place, logs: [keys.verifierKey], log: () => undefined });
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

/** Sends a body of any length without ever having all of it. */
function stream(bytes: number): Promise<number | string> {
  return new Promise((resolve) => {
    const sending = request(`${server.url}/add-checkpoint`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on('error', (error) => resolve(error.message));
    const chunk = Buffer.alloc(1 << 16, 'x');
    for (let sent = 0; sent < bytes; sent += chunk.length) sending.write(chunk);
    sending.end();
  });
}

describe('the server of a witness', () => {
  test.each([
    ['GET', '/', 404],
    ['GET', '/add-checkpoint', 405],
    ['DELETE', '/add-checkpoint', 405],
    ['POST', '/add-checkpoint/more', 404],
    ['GET', '/checkpoints', 404],
    ['GET', '/checkpoints/unknown', 404],
    ['GET', '/checkpoints/%ff', 404],
    ['POST', '/checkpoints/unknown', 405],
    ['GET', '/checkpoints/unknown/history', 404],
    ['GET', '/checkpoints/unknown/other', 404],
    ['GET', '/checkpoints/unknown/history/more', 404],
    ['GET', '/../../etc/passwd', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    const reply = await fetch(server.url + path, { method });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('serves the history of a log it knows, by numbers alone', async () => {
    const at = `${server.url}/checkpoints/${encodeURIComponent(origin)}`;
    expect((await fetch(at)).status).toBe(404);
    expect(await (await fetch(`${at}/history`)).text()).toBe('');
    for (const query of ['from=-1', 'from=x', 'limit=0', 'limit=1e3', 'from=99999999999999999999']) {
      expect((await fetch(`${at}/history?${query}`)).status, query).toBe(400);
    }
  });

  test('reads no more of a request than any checkpoint needs', async () => {
    const answer = await stream(64 << 20);
    expect([413, 'write EPIPE', 'read ECONNRESET', 'write ECONNRESET']).toContain(answer);
    expect((await fetch(`${server.url}/add-checkpoint`, { method: 'POST', body: 'x' })).status).toBe(400);
  });

  test('closes while a client holds a connection that says nothing', async () => {
    const place = { directory: join(directory, 'other'), host: '127.0.0.1', port: 0 };
    const other = await startWitnessServer({ ...place, logs: [], log: () => undefined });
    const { port } = new URL(other.url);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await other.close();
    socket.destroy();
  });
});
