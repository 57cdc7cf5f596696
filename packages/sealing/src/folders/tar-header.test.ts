import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { archiveEnd, padding, type TarMember, tarHeader } from './tar-header.ts';

const file = { path: 'x', type: 'file', size: 0, mode: 0o640, mtimeMs: 1_700_000_000_123 } as const;

async function unpacked(member: TarMember, content = new Uint8Array(0)) {
  const archive = Buffer.concat([tarHeader(member), content, padding(content.length), archiveEnd]);
  const [entry] = await unpackTar(archive, { strict: true });
  return entry;
}

describe('a tar header', () => {
  test('is understood by another implementation, whatever the path', async () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !/[/\0]/.test(text));
    const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(path, fc.uint8Array({ maxLength: 2000 }), async (path, content) => {
        const entry = await unpacked({ ...file, path, size: content.length }, content);
        expect(entry?.header).toMatchObject({ name: path, size: content.length, mode: 0o640, type: 'file' });
        expect(entry?.header.mtime?.getTime()).toBe(1_700_000_000_000);
        expect(Buffer.from(entry?.data ?? []).equals(content)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('tells directories and links', async () => {
    const long = 'd/'.repeat(70);
    expect((await unpacked({ ...file, path: long, type: 'directory' }))?.header).toMatchObject({
      name: long,
      type: 'directory',
    });
    const link = await unpacked({ ...file, type: 'symlink', target: `${long}ü` });
    expect(link?.header).toMatchObject({ name: 'x', type: 'symlink', linkname: `${long}ü` });
  });

  test('has room for files over 8 GiB, and is one block where nothing special is needed', () => {
    const eight = 8 * 2 ** 30;
    expect(tarHeader({ ...file, size: eight - 1 })).toHaveLength(512);
    const large = Buffer.from(tarHeader({ ...file, size: 3 * 2 ** 40 }));
    expect(large).toHaveLength(3 * 512);
    expect(large.subarray(512, 1024).toString()).toMatch(/^22 size=3298534883328\n\0/);
  });

  test('is the same on every machine: no owner, whole seconds', () => {
    const header = Buffer.from(tarHeader(file));
    expect(header.subarray(108, 124).toString()).toBe('0000000\0'.repeat(2));
    expect(header.subarray(265, 329).every((byte) => byte === 0)).toBe(true);
  });
});
