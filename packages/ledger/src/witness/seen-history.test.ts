import { expect, test } from 'vitest';
import { MemoryFiles } from '../testing/memory-files.ts';
import { type Seen, SeenHistory } from './seen-history.ts';

const tree = (size: number): Seen => ({
  size,
  root: new Uint8Array(32).fill(size),
  timeSeconds: 1_700_000_000 + size,
});

/** A history of three trees, and the bytes it lies in. */
async function three() {
  const files = new MemoryFiles();
  const history = await SeenHistory.open(files, 'witness', 'history');
  for (const size of [3, 5, 9]) await history.add(tree(size));
  await history.close();
  return { files, bytes: files.get('witness/history') };
}

test('a last line that was torn is taken away, whatever is left of it, and can be written again', async () => {
  const { bytes } = await three();
  const line = bytes.length / 3;
  const torn = [
    (content: Buffer) => content.fill(0, 2 * line + 20),
    (content: Buffer) => content.fill(0, 2 * line, 2 * line + 20),
    (content: Buffer) => content.subarray(0, -1),
  ];
  for (const tear of torn) {
    const { files } = await three();
    files.set('witness/history', tear(Buffer.from(bytes)));
    const history = await SeenHistory.open(files, 'witness', 'history');
    expect(history.last).toEqual(tree(5));
    await history.add(tree(9));
    expect(await history.from(0, 10)).toEqual([3, 5, 9].map(tree));
    await history.close();
    expect(Buffer.from(files.get('witness/history'))).toEqual(Buffer.from(bytes));
  }
});

test('more than one bad line is no tear, and is refused', async () => {
  const { files, bytes } = await three();
  files.set('witness/history', Buffer.from(bytes).fill(0, bytes.length / 3 + 10));
  await expect(SeenHistory.open(files, 'witness', 'history')).rejects.toMatchObject({
    code: 'ledger/damaged',
  });
});
