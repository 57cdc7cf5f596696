import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeEvent, newEvent } from '@ringwall/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { blobFolder } from '../bodies/blob-folder.ts';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { filesWith, officer, openForgetting, tracesOf } from '../testing/forgetting-fixture.ts';

type Opened = Awaited<ReturnType<typeof openForgetting>>;

const script = fileURLToPath(new URL('../testing/erase-until-killed.ts', import.meta.url));
const line = z.union([
  z.tuple([z.literal('erasing'), z.string(), z.array(z.string())]),
  z.tuple([z.literal('erased'), z.string()]),
]);
type Line = z.infer<typeof line>;
type Traces = Awaited<ReturnType<typeof tracesOf>>;

/** Lets a process erase until it has said so much, waits for a moment of the given length, kills it. */
async function eraseAndKill(
  directory: string,
  run: number,
  lines: number,
  turns: number,
): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [script, directory, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  const said: Line[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    said.push(line.parse(JSON.parse(text)));
    if (said.length !== lines) continue;
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  expect(signal).toBe('SIGKILL');
  return said;
}

async function erasedInLog({ ledger }: Opened): Promise<ReadonlySet<string>> {
  const erased = new Set<string>();
  for await (const { leaf } of ledger.entries()) {
    const event = decodeEvent(leaf);
    if (event.type === 'subject.erased') erased.add(event.data.subject);
  }
  return erased;
}

const needles = (texts: readonly string[]) => Object.fromEntries(texts.map((text) => [text, text]));

test('kill -9 in the middle of erasing: what was answered is gone from every file, what was recorded is after the next start', {
  timeout: 60_000,
}, async () => {
  const directory = await temporaryDirectory();
  const erasing = new Map<string, readonly string[]>();
  for (const [run, [lines, turns]] of (
    [
      [3, 0],
      [5, 20],
      [1, 200],
      [7, 2],
    ] satisfies [number, number][]
  ).entries()) {
    const answered = new Set<string>();
    for (const [what, subject, traces] of await eraseAndKill(directory, run, lines, turns)) {
      if (what === 'erasing') erasing.set(subject, traces ?? []);
      else answered.add(subject);
    }
    const gone = [...answered].flatMap((subject) => erasing.get(subject) ?? []);
    expect(await filesWith(directory, needles(gone))).toEqual([]);
    const parts = await openForgetting(directory);
    const recorded = await erasedInLog(parts);
    expect([...answered].filter((subject) => !recorded.has(subject))).toEqual([]);
    const must = [...recorded].flatMap((subject) => erasing.get(subject) ?? []);
    expect(await filesWith(directory, needles(must))).toEqual([]);
    await parts.close();
  }
  expect(erasing.size).toBeGreaterThan(7);
});

describe('an erasure that ends', () => {
  async function prepared() {
    const directory = await temporaryDirectory();
    const parts = await openForgetting(directory);
    const { subject, ref } = await parts.ask('one', { name: 'alice' });
    const traces = await tracesOf(parts, subject?.id ?? '');
    const sealed = await parts.store.blobs.get(ref.blob ?? '', { folder: blobFolder(ref.bodyKey) });
    return { directory, parts, ref, traces, sealed: sealed ?? '', subject: subject?.id ?? '' };
  }

  async function expectCompleted(directory: string, traces: Traces): Promise<Opened> {
    const reopened = await openForgetting(directory);
    onTestFinished(() => reopened.close());
    expect(await filesWith(directory, traces)).toEqual([]);
    return reopened;
  }

  test('with its record is done at the next start', async () => {
    const { directory, parts, traces, subject, ref } = await prepared();
    await parts.projection.close();
    const data = { subject, bodyKeys: 1, reason: 'asked to' };
    await parts.ledger.append(
      newEvent('subject.erased', { time: parts.clock.now(), project: 'clinic', actor: officer, data }),
    );
    await parts.close();
    expect(await filesWith(directory, traces)).not.toEqual([]);
    const reopened = await expectCompleted(directory, traces);
    expect(await reopened.bodies.open(ref, 'clinic')).toBeUndefined();
  });

  test.each(['deleteFolder', 'purge'] as const)(
    'where %s fails says so, tries again and is done',
    async (step) => {
      const { directory, parts, traces, sealed } = await prepared();
      let failures = 2;
      const { blobs, purge } = parts.store;
      const failing = async () => {
        if (failures-- > 0) throw new Error('the disk is away');
      };
      const { deleteFolder } = blobs;
      if (step === 'purge') Object.assign(parts.store, { purge: () => failing().then(purge) });
      else Object.assign(blobs, { deleteFolder: (name: string) => failing().then(() => deleteFolder(name)) });
      const erasing = parts.erasure.erase(
        { project: 'clinic', name: 'alice' },
        { reason: 'asked to', actor: officer },
      );
      await expect(erasing).rejects.toThrow('the disk is away');
      expect(parts.erasure.failing).toContain('the disk is away');
      // A store that is closed in order empties its log by itself.
      expect(await filesWith(directory, { ...traces, 'a sealed body': sealed })).not.toEqual([]);
      await parts.close();
      await expectCompleted(directory, { ...traces, 'a sealed body': sealed });
    },
  );

  test('without a record has not begun: the person is kept, and served as before', async () => {
    const { directory, parts, ref } = await prepared();
    Object.assign(parts.ledger, { append: () => Promise.reject(new Error('the disk is full')) });
    const erasing = parts.erasure.erase(
      { project: 'clinic', name: 'alice' },
      { reason: 'asked to', actor: officer },
    );
    await expect(erasing).rejects.toThrow('the disk is full');
    expect(await parts.bodies.open(ref, 'clinic')).toBeDefined();
    const subject = await parts.person('clinic', 'alice');
    const { ref: later, stored } = parts.bodies.record('clinic', Buffer.from('two'), { keep: true, subject });
    await stored;
    expect(later.blob).toBeDefined();
    await parts.close();
    const reopened = await openForgetting(directory);
    onTestFinished(() => reopened.close());
    expect(await reopened.bodies.open(later, 'clinic')).toBeDefined();
  });
});
