import { alignmentPlaces, codewordsOf } from './codewords.ts';

type Grid = (boolean | undefined)[][];

/** The patterns that may be laid over the data, so that it does not look like a finder. */
const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/**
 * A text as a QR code (ISO/IEC 18004, byte mode, error correction M): rows of modules, true is dark. Undefined for a
 * text of more than 412 bytes.
 */
export function qrMatrix(text: string): readonly (readonly boolean[])[] | undefined {
  const coded = codewordsOf(text);
  if (coded === undefined) return undefined;
  const { version, codewords } = coded;
  const drawn = masks.map((mask, number) => draw(version, codewords, { mask, number }));
  return drawn.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

function draw(
  version: number,
  codewords: readonly number[],
  { mask, number }: { readonly mask: (x: number, y: number) => boolean; readonly number: number },
): boolean[][] {
  const size = version * 4 + 17;
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined));
  drawPatterns(grid, version);
  drawFormat(grid, number);
  if (version >= 7) drawVersion(grid, version);
  return drawData(grid, codewords, mask);
}

function set(grid: Grid, x: number, y: number, dark: boolean): void {
  const row = grid[y];
  if (row !== undefined && x >= 0 && x < row.length) row[x] = dark;
}

function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length;
  for (let i = 0; i < size; i++) {
    set(grid, 6, i, i % 2 === 0);
    set(grid, i, 6, i % 2 === 0);
  }
  const rings = (cx: number, cy: number, radius: number, isDark: (distance: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        set(grid, cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    rings(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }
  const places = alignmentPlaces(version);
  const last = size - 7;
  for (const x of places) {
    for (const y of places) {
      const atFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
      if (!atFinder) rings(x, y, 2, (distance) => distance !== 1);
    }
  }
}

/** The bits of `value` followed by the remainder of its division by `polynomial` of that degree. */
function withRemainder(value: number, polynomial: number, degree: number): number {
  let remainder = value;
  for (let i = 0; i < degree; i++) remainder = (remainder << 1) ^ ((remainder >>> (degree - 1)) * polynomial);
  return (value << degree) | remainder;
}

function drawFormat(grid: Grid, mask: number): void {
  const size = grid.length;
  // Level M is 00, so that the mask is all there is to say.
  const bits = withRemainder(mask, 0x537, 10) ^ 0x5412;
  const bit = (i: number) => ((bits >>> i) & 1) === 1;
  for (let i = 0; i < 6; i++) set(grid, 8, i, bit(i));
  set(grid, 8, 7, bit(6));
  set(grid, 8, 8, bit(7));
  set(grid, 7, 8, bit(8));
  for (let i = 9; i < 15; i++) set(grid, 14 - i, 8, bit(i));
  for (let i = 0; i < 8; i++) set(grid, size - 1 - i, 8, bit(i));
  for (let i = 8; i < 15; i++) set(grid, 8, size - 15 + i, bit(i));
  set(grid, 8, size - 8, true);
}

function drawVersion(grid: Grid, version: number): void {
  const bits = withRemainder(version, 0x1f25, 12);
  for (let i = 0; i < 18; i++) {
    const dark = ((bits >>> i) & 1) === 1;
    const [a, b] = [grid.length - 11 + (i % 3), Math.floor(i / 3)];
    set(grid, a, b, dark);
    set(grid, b, a, dark);
  }
}

/** Two columns at a time from the right, up and down in turn, past the column of the timing. */
function drawData(
  grid: Grid,
  codewords: readonly number[],
  mask: (x: number, y: number) => boolean,
): boolean[][] {
  const size = grid.length;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const up = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y]?.[x] !== undefined) continue;
        const dark = (((codewords[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
        set(grid, x, y, dark !== mask(x, y));
        at++;
      }
    }
  }
  return grid.map((row) => row.map((dark) => dark === true));
}

/** How hard it is to read: long runs of one colour, blocks, and more of one colour than of the other. */
function penalty(grid: readonly (readonly boolean[])[]): number {
  const size = grid.length;
  const at = (x: number, y: number) => grid[y]?.[x] ?? false;
  let sum = 0;
  let dark = 0;
  for (let a = 0; a < size; a++) {
    let [across, down] = [0, 0];
    for (let b = 0; b < size; b++) {
      across = b > 0 && at(b, a) === at(b - 1, a) ? across + 1 : 1;
      down = b > 0 && at(a, b) === at(a, b - 1) ? down + 1 : 1;
      for (const run of [across, down]) sum += run === 5 ? 3 : run > 5 ? 1 : 0;
      const block = [at(a, b), at(a + 1, b), at(a, b + 1), at(a + 1, b + 1)];
      if (a + 1 < size && b + 1 < size && block.every((each) => each === block[0])) sum += 3;
      if (at(a, b)) dark++;
    }
  }
  return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}
