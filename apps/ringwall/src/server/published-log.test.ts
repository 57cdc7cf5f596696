import { expect, test } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';

const publishing = 'ledger: { publish: { port: 0 } }';

test('a published log is shown to whoever asks: its newest checkpoint and the tiles under it', async () => {
  await using test = await startTestServer({ yaml: publishing });
  const url = test.server.logUrl ?? '';
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ledger\/$/);
  await expect
    .poll(async () => Number((await (await fetch(`${url}checkpoint`)).text()).split('\n')[1]))
    .toBeGreaterThan(0);
  const checkpoint = await fetch(`${url}checkpoint`);
  expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(checkpoint.headers.get('cache-control')).toBe('public, max-age=1');

  const entries = await fetch(`${url}tile/entries/000.p/1`);
  expect(entries.headers.get('content-type')).toBe('application/octet-stream');
  expect(entries.headers.get('content-encoding')).toBe('gzip');
  expect(await entries.text()).toContain('"type":');
  const tile = await fetch(`${url}tile/0/000.p/1`, { method: 'HEAD' });
  expect([tile.status, tile.headers.get('content-length')]).toEqual([200, '32']);
  expect(tile.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('a published log answers nothing else', async () => {
  await using test = await startTestServer({ yaml: publishing });
  const url = test.server.logUrl ?? '';
  for (const path of [
    '',
    'tile/0/000',
    'tile/0/../0/000.p/1',
    '../api/status',
    'tile/64/000',
    'checkpoint?x=1',
  ]) {
    const reply = await fetch(`${url}${path}`);
    expect([path, reply.status]).toEqual([path, 404]);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
  }
  expect((await fetch(`${url}checkpoint`, { method: 'POST' })).status).toBe(404);
});

test('a log that is not published is shown to those who may read it, and nobody else', async () => {
  await using test = await startTestServer();
  expect(test.server.logUrl).toBeUndefined();
  const { consoleUrl } = test.server;
  expect((await fetch(`${consoleUrl}/ledger/tile/0/000.p/1`)).status).toBe(401);
  const cookie = await test.cookie();
  await expect
    .poll(async () => (await fetch(`${consoleUrl}/ledger/tile/0/000.p/1`, { headers: { cookie } })).status)
    .toBe(200);
  const reply = await fetch(`${consoleUrl}/ledger/checkpoint`, { headers: { cookie } });
  expect(reply.headers.get('cache-control')).toBe('private, max-age=1');
  expect(await reply.text()).toContain('\n— ');
});
