import { maxLeafBytes } from '@ringwall/core';
import { type Files, readSmallFile } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import { decodeBundle } from '../tiles/entry-bundle.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import type { LogVisitor, WalkFault } from './log-visitor.ts';
import { maxBundleBytes } from './tile-comparison.ts';

/** Read while others are hashed. */
const readAhead = 4;

/**
 * Reads the entries `[from, to)` from full bundles and gives each to the visitor with its hash, until the visitor
 * finds one at fault. `to` is a multiple of 256.
 */
export async function walkBundles(
  place: { readonly files: Files; readonly directory: string },
  range: { readonly from: number; readonly to: number },
  visitor: LogVisitor,
): Promise<WalkFault | undefined> {
  const first = Math.floor(range.from / tileWidth);
  const end = range.to / tileWidth;
  const read = (index: number) => {
    const path = `${place.directory}/${tilePath({ level: 'entries', index })}`;
    const reading = readSmallFile(place.files, path, maxBundleBytes + 1);
    // It is awaited later, or never where reading stops before.
    reading.catch(() => undefined);
    return reading;
  };
  const reading = Array.from({ length: Math.min(readAhead, end - first) }, (_, i) => read(first + i));
  for (let index = first; index < end; index++) {
    const bytes = await reading.shift();
    if (index + readAhead < end) reading.push(read(index + readAhead));
    const path = tilePath({ level: 'entries', index });
    const leaves = bytes && decodeBundle(bytes);
    const skipped = Math.max(0, range.from - index * tileWidth);
    if (leaves?.length !== tileWidth || leaves.some((leaf) => leaf.length > maxLeafBytes)) {
      const reason = bytes === undefined ? 'the bundle is missing' : 'the bundle does not hold 256 entries';
      return { index: index * tileWidth + skipped, place: path, reason };
    }
    const stop = await visitor.before(tileWidth - skipped);
    if (stop !== undefined) return stop;
    let offset = leaves.slice(0, skipped).reduce((sum, leaf) => sum + 2 + leaf.length, 0);
    for (const leaf of skipped === 0 ? leaves : leaves.slice(skipped)) {
      const reason = visitor.entry(leaf, leafHash(leaf), { path, offset });
      if (reason !== undefined) return reason;
      offset += 2 + leaf.length;
    }
  }
  return undefined;
}
