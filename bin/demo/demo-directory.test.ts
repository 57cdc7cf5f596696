import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTerminal } from '../../apps/ringwall/src/testing/fake-terminal.ts';
import { lookAt, mark, markerFile, removeDemo } from './demo-directory.ts';
import { runDemo } from './run-demo.ts';

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'ringwall-demo-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const marker = { seed: 3, hours: 1, until: '2026-11-23T17:00:00.000Z', state: 'filled' } as const;
const flags = { reset: false, still: true, ports: { gateway: 0, console: 0 }, seed: 3, hours: 1 };

test('a directory is a demo only where its mark says so', async () => {
  const directory = join(place, 'marked');
  expect(await lookAt(directory)).toEqual({ kind: 'empty' });
  await mark(directory, marker);
  expect(await lookAt(directory)).toEqual({ kind: 'demo', marker });
  await writeFile(join(directory, markerFile), '{"format":"something else"}');
  expect(await lookAt(directory)).toEqual({ kind: 'foreign' });
  await expect(removeDemo(directory)).rejects.toThrow('not marked');
  expect(existsSync(join(directory, markerFile))).toBe(true);
});

test('what is no demo is neither filled nor removed, also when told to begin anew', async () => {
  const { terminal } = fakeTerminal({ person: false, cwd: place });
  const precious = join(place, 'ringwall.db');
  await writeFile(precious, 'records of real use');
  for (const reset of [false, true]) {
    const run = runDemo({ ...flags, reset, data: '.' }, terminal, AbortSignal.abort());
    await expect(run).rejects.toMatchObject({ code: 'app/not-a-demo' });
  }
  expect(existsSync(precious)).toBe(true);
});

test('a demo of another seed is left alone unless it is reset', async () => {
  const { terminal } = fakeTerminal({ person: false, cwd: place });
  const directory = join(place, 'other');
  await mark(directory, marker);
  const run = runDemo({ ...flags, seed: 4, data: 'other' }, terminal, AbortSignal.abort());
  await expect(run).rejects.toMatchObject({ code: 'app/usage' });
  expect(await lookAt(directory)).toEqual({ kind: 'demo', marker });
});

test('a filling that was cut off is begun anew', async () => {
  const { terminal } = fakeTerminal({ person: false, cwd: place });
  const directory = join(place, 'cut-off');
  await mark(directory, { ...marker, state: 'filling' });
  await writeFile(join(directory, 'left-behind'), 'half a day');
  const run = runDemo({ ...flags, data: 'cut-off' }, terminal, AbortSignal.abort(new Error('told to stop')));
  await expect(run).rejects.toThrow('told to stop');
  expect(existsSync(join(directory, 'left-behind'))).toBe(false);
  expect(await lookAt(directory)).toMatchObject({ kind: 'demo', marker: { state: 'filling' } });
});
