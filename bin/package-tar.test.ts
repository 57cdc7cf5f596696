import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packFiles } from './package-tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringwall-tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = `${'a'.repeat(80)}/${'b'.repeat(60)}/${'c'.repeat(90)}`;
const files = new Map([
  ['z/run.js', Buffer.from('run')],
  ['empty', Buffer.alloc(0)],
  ['block', Buffer.alloc(512, 7)],
  [long, Buffer.from('far away')],
]);

describe('packFiles', () => {
  test('makes what tar unpacks', () => {
    const archive = join(folder, 'a.tgz');
    writeFileSync(archive, packFiles(files, { executables: ['z/run.js'] }));
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    for (const [path, content] of files)
      expect(readFileSync(join(folder, 'package', path)).equals(content), path).toBe(true);
    expect(statSync(join(folder, 'package', 'z/run.js')).mode & 0o111).not.toBe(0);
    expect(statSync(join(folder, 'package', 'block')).mode & 0o111).toBe(0);
  });

  test('does not depend on the order of the files', () => {
    const options = { executables: [] };
    const turned = new Map([...files].reverse());
    expect(Buffer.from(packFiles(turned, options)).equals(packFiles(files, options))).toBe(true);
  });

  test('names neither the time nor the system in the header of gzip', () => {
    const header = packFiles(files, { executables: [] }).subarray(0, 10);
    expect([...header.subarray(4, 8), header[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  test('refuses a path that has no room', () => {
    const name = 'x'.repeat(101);
    expect(() => packFiles(new Map([[name, new Uint8Array()]]), { executables: [] })).toThrow(RangeError);
  });
});
