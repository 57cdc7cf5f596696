import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { unsealBytes } from '../floe/sealed-bytes.ts';
import { beginFloe } from '../floe/sealer.ts';
import { randomBytes } from '../random.ts';
import { DescriptorError } from './descriptor-error.ts';
import { runSegments } from './run-segments.ts';
import type { SegmentJob } from './segment-job.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-threads-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const MiB = 1024 * 1024;
const aad = Buffer.from('place');
const key = randomBytes(32);
const content = Buffer.from(randomBytes(70 * MiB + 5));
const plain = join(root, 'plain');
writeFileSync(plain, content);

/** Gives open files to `use` and closes them. */
async function withFiles<Value>(
  paths: { readonly source: string; readonly target: string },
  use: (files: { readonly source: number; readonly target: number }) => Promise<Value>,
): Promise<Value> {
  const source = openSync(paths.source, 'r');
  const target = openSync(paths.target, 'w+');
  try {
    return await use({ source, target });
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

function sealJob(files: { source: number; target: number }, sourceBytes = content.length): SegmentJob {
  const sealer = beginFloe(key, aad);
  sealer.close();
  writeSync(files.target, sealer.header, 0, sealer.header.length, 0);
  return { kind: 'seal', ...files, sourceBytes, segmentBytes: 65_536, to: { header: sealer.header, aad } };
}

describe('threads that seal', () => {
  test.each([1, 2, 3])('give one payload, %i at a time', async (threads) => {
    const target = join(root, `sealed-${threads}`);
    await withFiles({ source: plain, target }, (files) => runSegments(sealJob(files), key, { threads }));
    expect(content.equals(unsealBytes(key, aad, readFileSync(target)))).toBe(true);
  });

  test('end with the error of the one that failed, whichever it was', async () => {
    const target = join(root, 'failed');
    const sealing = withFiles({ source: plain, target }, (files) => {
      const job = sealJob(files, content.length + 100 * MiB);
      return runSegments(job, key, { threads: 2 });
    });
    await expect(sealing).rejects.toEqual(new DescriptorError('source', 'too-short'));
  });

  test('refuse altered segments wherever they are', async () => {
    const sealed = join(root, 'sealed-2');
    const bytes = readFileSync(sealed);
    const altered = join(root, 'altered');
    for (const at of [100, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      writeFileSync(altered, copy);
      const header = copy.subarray(0, 74);
      const opening = withFiles({ source: altered, target: join(root, 'opened') }, (files) =>
        runSegments(
          { kind: 'open', ...files, sourceBytes: copy.length, segmentBytes: 65_536, from: { header, aad } },
          key,
          { threads: 2 },
        ),
      );
      await expect(opening).rejects.toMatchObject({ code: 'core/sealed-altered' });
    }
  });

  test('stop when they are told to, after a last checkpoint', async () => {
    const stop = new AbortController();
    const made: number[] = [];
    const checkpoint = {
      everyMs: 1e9,
      make: (segments: number) => {
        made.push(segments);
        return Promise.resolve();
      },
    };
    const onProgress = ({ doneBytes }: { doneBytes: number }) => {
      if (doneBytes > 10 * MiB) stop.abort(new Error('stopped'));
    };
    const sealing = withFiles({ source: plain, target: join(root, 'stopped') }, (files) =>
      runSegments(sealJob(files), key, { threads: 2, checkpoint, onProgress, signal: stop.signal }),
    );
    await expect(sealing).rejects.toThrow('stopped');
    expect(made).toHaveLength(1);
    expect((made[0] ?? 0) * 65_504).toBeGreaterThan(9 * MiB);
  });
});
