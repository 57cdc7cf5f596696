import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { newIdentity } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { type SealFileOptions, sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-seal-stream-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const recipients = [{ kind: 'public-key', key: newIdentity().publicJwk }] as const;

/** A sink that does something with its first bytes. */
function sink(onFirst: () => Error | undefined): Writable {
  let first = true;
  return new Writable({
    write: (_chunk, _encoding, done) => {
      const error = first ? onFirst() : undefined;
      first = false;
      done(error);
    },
  });
}

function closed(): Error {
  return Object.assign(new Error('The reader went away.'), { code: 'EPIPE' });
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(200_000);
  throw new Error('The source broke.');
}

const plain = () => Readable.from([new Uint8Array(200_000), new Uint8Array(200_000)]);

type Ends = Pick<SealFileOptions, 'source' | 'target' | 'signal'>;

const failures: readonly [string, () => Ends][] = [
  ['whose reader went away', () => ({ source: plain(), target: sink(closed) })],
  ['whose source breaks', () => ({ source: breaking(), target: sink(() => undefined) })],
  [
    'that is stopped',
    () => {
      const stop = new AbortController();
      const onFirst = () => {
        stop.abort(new Error('Stopped.'));
        return undefined;
      };
      return { source: plain(), target: sink(onFirst), signal: stop.signal };
    },
  ],
];

describe.each(failures)('a payload to a stream %s', (_, ends) => {
  test('leaves no keys behind, so that the next run is not in its own way', async () => {
    const at = mkdtempSync(join(root, 'new-'));
    const keysPath = join(at, 'k.json');
    await expect(sealFile({ ...ends(), recipients, keysPath })).rejects.toThrow();
    expect(readdirSync(at)).toEqual([]);
    await sealFile({ source: plain(), target: sink(() => undefined), recipients, keysPath });
    expect(readdirSync(at)).toEqual(['k.json']);
  });

  test('puts the keys back that it was to replace', async () => {
    const at = mkdtempSync(join(root, 'old-'));
    const keysPath = join(at, 'k.json');
    writeFileSync(keysPath, 'the keys of what was sealed before');
    await expect(sealFile({ ...ends(), recipients, keysPath, force: true })).rejects.toThrow();
    expect(readFileSync(keysPath, 'utf8')).toBe('the keys of what was sealed before');
    expect(readdirSync(at)).toEqual(['k.json']);
  });
});

describe('a payload to a stream', () => {
  test('touches no keys that are there and that it may not replace', async () => {
    const keysPath = join(mkdtempSync(join(root, 'kept-')), 'k.json');
    writeFileSync(keysPath, 'others');
    const options = { source: breaking(), target: sink(closed), recipients, keysPath };
    await expect(sealFile(options)).rejects.toMatchObject({ code: 'sealing/exists' });
    expect(readFileSync(keysPath, 'utf8')).toBe('others');
  });

  test('that fails leaves the keys that another run put there in the meantime', async () => {
    const keysPath = join(mkdtempSync(join(root, 'raced-')), 'k.json');
    const target = sink(() => {
      expect(existsSync(keysPath)).toBe(true);
      rmSync(keysPath);
      writeFileSync(keysPath, 'of another run');
      return closed();
    });
    await expect(sealFile({ source: plain(), target, recipients, keysPath })).rejects.toThrow();
    expect(readFileSync(keysPath, 'utf8')).toBe('of another run');
  });
});
