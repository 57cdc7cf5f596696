import { posix } from 'node:path';

const maxPathBytes = 4096;
const maxNameBytes = 255;

/**
 * What is wrong with a member's path, in words; undefined for one that stays inside the folder it is unpacked to: no
 * leading slash, no empty, `.` or `..` part, at most 4096 bytes, and 255 a part.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (!path.isWellFormed()) return 'it is not Unicode';
  if (path.includes('\0')) return 'it has a zero byte';
  if (Buffer.byteLength(path) > maxPathBytes) return `it is over ${maxPathBytes} bytes`;
  if (path.startsWith('/')) return 'it is absolute';
  if (process.platform === 'win32' && /[\\:]/.test(path)) return 'this system reads it otherwise';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return `it has a part "${part}"`;
    if (Buffer.byteLength(part) > maxNameBytes) return `it has a part over ${maxNameBytes} bytes`;
  }
  return undefined;
}

/** The same for where a symbolic link at `path` points: nowhere but inside the folder, and relative. */
export function linkProblem(path: string, target: string): string | undefined {
  if (target === '') return 'it points nowhere';
  if (!target.isWellFormed() || target.includes('\0')) return 'its target is not a path';
  if (Buffer.byteLength(target) > maxPathBytes) return `its target is over ${maxPathBytes} bytes`;
  if (target.startsWith('/') || (process.platform === 'win32' && /[\\:]/.test(target))) {
    return `it points to ${target}`;
  }
  // Only leading steps up: one behind a name could go up from wherever a link of that name leads.
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const up = parts.findIndex((part) => part !== '..');
  const climbs = up === -1 ? parts.length : up;
  if (climbs > path.split('/').length - 1) return `it points out of the folder, to ${target}`;
  if (parts.slice(climbs).includes('..')) return `it goes down and up again, to ${target}`;
  return undefined;
}

/** The folder a member lies in; undefined at the top. */
export function parentOf(path: string): string | undefined {
  const parent = posix.dirname(path);
  return parent === '.' ? undefined : parent;
}
