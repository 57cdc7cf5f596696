import { randomBytes } from '@ringwall/core';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RangeServer, startRangeServer } from '../testing/range-server.ts';
import { httpSource } from './http-source.ts';

const agent = new Agent();
afterAll(() => agent.destroy());

const content = randomBytes(3_000_000);
let server: RangeServer;
beforeEach(async () => {
  server = await startRangeServer({ '/x.floe': content });
});
afterEach(() => server[Symbol.asyncDispose]());

const open = (path = '/x.floe') => httpSource(new URL(path, server.url), agent);

describe('a file behind Range requests', () => {
  test('reads any part as it is', async () => {
    const source = await open();
    expect(source.size).toBe(content.length);
    for (const [offset, length] of [
      [0, 74],
      [2_999_990, 10],
      [2_999_990, 1000],
      [100_000, 65_536],
      [0, 3_000_000],
      [5, 0],
      [3_000_000, 1],
    ] as const) {
      expect(Buffer.from(await source.read(offset, length))).toEqual(
        content.subarray(offset, offset + length),
      );
    }
  });

  test('fetches little for one part, and more at a time for a reader that goes through', async () => {
    const source = await open();
    await source.read(0, 74);
    await source.read(1_000_000, 65_536);
    await source.read(1_010_000, 100);
    expect(server.requests).toEqual(['GET /x.floe bytes=0-65535', 'GET /x.floe bytes=1000000-1065535']);
    for (let at = 0; at < content.length; at += 65_536) await source.read(at, 65_536);
    expect(server.requests.length).toBeLessThan(10);
    expect(server.sentBytes()).toBeLessThan(content.length + 300_000);
  });

  test('gives slices that may be overwritten', async () => {
    const source = await open();
    (await source.read(10, 10)).fill(0);
    expect(Buffer.from(await source.read(10, 10))).toEqual(content.subarray(10, 20));
  });

  test.each([
    ['ignores', 'app/source-without-ranges', /ignores Range/],
    ['endless', 'app/source-without-ranges', /ignores Range/],
    ['lies', 'app/source-without-ranges', /which part/],
    ['compresses', 'app/source-without-ranges', /compresses/],
    ['redirects', 'app/source-unreachable', /elsewhere\.example, which is not followed/],
    ['cuts', 'app/source-unreachable', /connection/],
  ] as const)('is refused from a server that %s', async (habit, code, message) => {
    server.habit = habit;
    const opening = open('/x.floe?token=canary-query');
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(opening).rejects.not.toThrow(/canary/);
  });

  test('is refused once the file has changed, whatever the server says of it', async () => {
    const source = await open();
    server.files.set('/x.floe', { content: randomBytes(content.length), etag: '"2"' });
    await expect(source.read(1_000_000, 10)).rejects.toMatchObject({ code: 'sealing/source-changed' });
    server.files.set('/x.floe', { content: content.subarray(0, 500), etag: '"1"' });
    await expect(source.read(1_000_000, 10)).rejects.toMatchObject({ code: 'sealing/source-changed' });
  });

  test('is refused once its size has changed, where the server names no version', async () => {
    server.habit = 'without-validator';
    const source = await open();
    server.files.set('/x.floe', { content: content.subarray(1) });
    await expect(source.read(1_000_000, 10)).rejects.toMatchObject({ code: 'sealing/source-changed' });
  });

  test('that is not there, or empty, is said to be so', async () => {
    await expect(open('/none')).rejects.toMatchObject({ message: expect.stringContaining('answered 404') });
    server.files.set('/empty', { content: new Uint8Array(0) });
    await expect(open('/empty')).rejects.toMatchObject({ message: expect.stringContaining('is empty') });
  });

  test('is not fetched in the clear from elsewhere, nor with a password in its address', async () => {
    for (const address of [
      'http://files.example/x.floe',
      'https://u:canary@files.example/x',
      'ftp://127.0.0.1/x',
    ]) {
      const opening = httpSource(new URL(address), agent);
      await expect(opening).rejects.toMatchObject({ code: 'app/usage' });
      await expect(opening).rejects.not.toThrow(/canary/);
    }
  });

  test('stops where it is told to', async () => {
    const source = await open();
    await expect(source.read(1_000_000, 10, AbortSignal.abort())).rejects.toThrow();
  });
});
