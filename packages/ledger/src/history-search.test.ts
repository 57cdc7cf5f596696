import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstLineFrom } from './history-search.ts';
import { MemoryFiles } from './testing/memory-files.ts';

test('finds the first line about a size or more, whatever the lengths of the lines', async () => {
  const line = fc.record({
    step: fc.nat(3),
    padding: fc.oneof(fc.nat(20), fc.integer({ min: 1000, max: 5000 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), fc.nat(60), async (lines, size) => {
      let last = 0;
      const texts = lines.map(({ step, padding }) => {
        last += step;
        return `${last} ${'x'.repeat(padding)}\n`;
      });
      const files = new MemoryFiles();
      files.set('history', Buffer.from(`${texts.join('')}half a li`));
      const file = await files.open('history', 'read');
      const bytes = texts.join('').length;
      const at = texts.findIndex((text) => Number.parseInt(text, 10) >= size);
      const expected = at === -1 ? bytes : texts.slice(0, at).join('').length;
      const sizeOf = (text: Uint8Array) => Number.parseInt(Buffer.from(text).toString(), 10);
      expect(await firstLineFrom(file, { bytes, size, sizeOf })).toBe(expected);
      await file.close();
    }),
  );
});

test('reads a small part of a long history', async () => {
  const files = new MemoryFiles();
  files.set('history', Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join('')));
  const file = await files.open('history', 'read');
  let reads = 0;
  files.before = (operation) => {
    if (operation === 'read') reads++;
  };
  const sizeOf = (text: Uint8Array) => Number(Buffer.from(text).toString());
  const about = { bytes: files.get('history').length, size: 12_345, sizeOf };
  const begin = await firstLineFrom(file, about);
  expect(files.get('history').toString('latin1', begin, begin + 6)).toBe('12345\n');
  expect(reads).toBeLessThan(100);
  await file.close();
});
