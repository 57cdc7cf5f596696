import { errorCorrection } from './reed-solomon.ts';

/** Of error correction level M, by version from 1 on: codewords of correction a block, and blocks (ISO/IEC 18004, table 9). */
const blocks: readonly (readonly [number, number])[] = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
  [30, 5],
  [22, 8],
  [22, 9],
  [24, 9],
  [24, 10],
];

/** The places of the middles of alignment patterns, along one side. */
export function alignmentPlaces(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - step * (count - 2 - i))];
}

/** How many codewords a version has room for. */
function room(version: number): number {
  const along = alignmentPlaces(version).length;
  const size = version * 4 + 17;
  // All modules, less finders with their borders and format, timing, alignment and version.
  const alignment = along === 0 ? 0 : (along * along - 3) * 25 - (along - 2) * 10;
  const modules = size * size - 3 * 64 - 31 - (size - 16) * 2 - alignment - (version >= 7 ? 36 : 0);
  return Math.floor(modules / 8);
}

/** The codewords of a text in byte mode, in the order in which they are drawn; undefined for one that is too long. */
export function codewordsOf(
  text: string,
): { readonly version: number; readonly codewords: readonly number[] } | undefined {
  const bytes = [...new TextEncoder().encode(text)];
  const index = blocks.findIndex(([correction, count], i) => {
    const version = i + 1;
    return bytes.length + (version < 10 ? 2 : 3) <= room(version) - correction * count;
  });
  const [correction, count] = blocks[index] ?? [0, 0];
  if (count === 0) return undefined;
  const version = index + 1;
  const total = room(version);
  const data = padded(bytes, { lengthBits: version < 10 ? 8 : 16, capacity: total - correction * count });
  return { version, codewords: interleaved(data, { total, correction, count }) };
}

function padded(
  bytes: readonly number[],
  { lengthBits, capacity }: { readonly lengthBits: number; readonly capacity: number },
): readonly number[] {
  const bits = [0b0100, bytes.length, ...bytes].flatMap((value, i) => {
    const width = i === 0 ? 4 : i === 1 ? lengthBits : 8;
    return Array.from({ length: width }, (_, bit) => (value >>> (width - 1 - bit)) & 1);
  });
  // The mode of four bits and a length of whole bytes leave room for the terminator of four.
  bits.push(0, 0, 0, 0);
  const words = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved(
  data: readonly number[],
  {
    total,
    correction,
    count,
  }: { readonly total: number; readonly correction: number; readonly count: number },
): readonly number[] {
  const short = Math.floor(total / count) - correction;
  const shorts = count - (total % count);
  const parts = Array.from({ length: count }, (_, i) => {
    const from = i * short + Math.max(0, i - shorts);
    return data.slice(from, from + short + (i < shorts ? 0 : 1));
  });
  const corrections = parts.map((part) => errorCorrection(part, correction));
  const columns = (rows: readonly (readonly number[])[], width: number) =>
    Array.from({ length: width }, (_, i) => rows.flatMap((row) => row.slice(i, i + 1))).flat();
  return [...columns(parts, short + 1), ...columns(corrections, correction)];
}
