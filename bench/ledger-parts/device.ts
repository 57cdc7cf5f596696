import { mkdirSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const cache = join(dirname(dirname(import.meta.dirname)), 'node_modules', '.cache');

/** Where the figures are taken, and what lies beneath: `/dev/vda (ext4)`. */
export interface Place {
  readonly folder: string;
  readonly device: string;
  /** False for memory and the like: nothing measured there says anything about a disk. */
  readonly real: boolean;
}

/** The temporary folder, or this checkout where that one is held in memory. */
export function measuringPlace(): Place {
  const place = placeOf(tmpdir());
  if (place.real) return place;
  mkdirSync(cache, { recursive: true });
  return placeOf(cache);
}

/** Bytes that may still be written below the folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function placeOf(folder: string): Place {
  const mount = process.platform === 'linux' ? mountOf(realpathSync(folder)) : undefined;
  if (mount === undefined) return { folder, device: `${process.platform}, device unknown`, real: true };
  const { source, kind } = mount;
  return { folder, device: `${source} (${kind})`, real: source.startsWith('/dev/') };
}

/** The innermost mount the path lies in, as Linux lists them (proc(5): fields after the dash are type and source). */
function mountOf(path: string): { readonly source: string; readonly kind: string } | undefined {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [kind = '', source = ''] = after.split(' ');
      return { point: before.split(' ')[4] ?? '', source, kind };
    });
  return mounts
    .filter(({ point }) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`))
    .sort((a, b) => a.point.length - b.point.length)
    .at(-1);
}
