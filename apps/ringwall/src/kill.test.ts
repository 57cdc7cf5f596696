import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { torture } from './testing/torture/torture.ts';

const kills = 25;
/** Any other one must do as well; a fixed one lets a failure be looked at again. */
const seed = 2026;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-kill-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test(`a server killed ${kills} times under load, on a disk with every fault there is, answers nothing it has not recorded and loses nothing`, {
  timeout: 400_000,
}, async () => {
  const { answered, refused, entries, aborted, ...report } = await torture({
    directory,
    kills,
    seed,
    tear: true,
  });
  expect(report).toEqual({ seed, kills, lost: 0, unrecorded: 0, repairs: 0, problems: [] });
  // It was at work: requests were answered, others refused while the disk failed, and others cut off by a kill.
  expect(Math.min(answered, refused, aborted)).toBeGreaterThan(0);
  expect(entries).toBeGreaterThan(2 * answered);
});
