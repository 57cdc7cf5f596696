import { type LedgerFile, readFully } from './files.ts';

const lineFeed = 0x0a;
const smallWindowBytes = 1 << 10;
const maxWindowBytes = 256 << 10;

/**
 * Where in the first `bytes` of the history of checkpoints the first line stands that is about `size` entries or
 * more; `bytes` where there is none. Found by halving, since sizes rise: a month of checkpoints is a gigabyte.
 * `sizeOf` tells what a line is about.
 */
export async function firstLineFrom(
  file: LedgerFile,
  about: { readonly bytes: number; readonly size: number; readonly sizeOf: (line: Uint8Array) => number },
): Promise<number> {
  // Lines before `low` are about less; the one at `high`, if there is one, is not.
  let low = 0;
  let high = about.bytes;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = middle === low ? low : (await readLine(file, middle, high)).end;
    const begin = next < high ? next : low;
    const { line, end } = await readLine(file, begin, about.bytes);
    if (about.sizeOf(line) < about.size) low = end;
    else high = begin;
  }
  return low;
}

/** What stands from `begin` up to the next line feed, and where the line after it begins. */
async function readLine(
  file: LedgerFile,
  begin: number,
  limit: number,
): Promise<{ readonly line: Uint8Array; readonly end: number }> {
  for (let length = smallWindowBytes; ; length *= 4) {
    const window = Buffer.alloc(Math.min(length, limit - begin));
    const found = window.subarray(0, await readFully(file, window, begin)).indexOf(lineFeed);
    if (found !== -1) return { line: window.subarray(0, found), end: begin + found + 1 };
    if (begin + length >= limit || length >= maxWindowBytes) return { line: window, end: limit };
  }
}
