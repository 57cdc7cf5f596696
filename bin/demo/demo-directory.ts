import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, parseBoundedJson } from '../../packages/core/src/index.ts';
import { member } from './json-member.ts';

/** Says of a data directory that it is a demo's. */
export const markerFile = 'THIS-IS-A-DEMO.json';
const format = 'ringwall/demo/1';

export interface Marker {
  readonly seed: number;
  readonly hours: number;
  /** RFC 3339: the end of what is made up beforehand. */
  readonly until: string;
  /** `filling` stays behind where that was cut off. */
  readonly state: 'filling' | 'filled';
}

/** What there is in the directory: nothing, a demo, or something else that is not to be touched. */
export async function lookAt(
  directory: string,
): Promise<{ readonly kind: 'empty' | 'foreign' } | { readonly kind: 'demo'; readonly marker: Marker }> {
  if (!existsSync(directory)) return { kind: 'empty' };
  const marker = await readMarker(directory);
  if (marker !== undefined) return { kind: 'demo', marker };
  return { kind: readdirSync(directory).length === 0 ? 'empty' : 'foreign' };
}

/** Marks a directory, which is made where it is not there, before anything else is in it. */
export async function mark(directory: string, marker: Marker): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const note =
    'Everything in this directory is made up: npm run demo made it, and npm run demo -- --reset replaces it.';
  await writeFile(join(directory, markerFile), `${JSON.stringify({ format, note, ...marker }, null, 2)}\n`);
}

/** Removes a demo. @throws Error where the directory is not marked as one */
export async function removeDemo(directory: string): Promise<void> {
  if ((await readMarker(directory)) === undefined) throw new Error(`${directory} is not marked as a demo.`);
  // The mark goes last: a removal that is cut off leaves no directory that nobody may remove.
  const inside = readdirSync(directory).filter((name) => name !== markerFile);
  for (const name of inside) await rm(join(directory, name), { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

async function readMarker(directory: string): Promise<Marker | undefined> {
  let content: Json;
  try {
    content = parseBoundedJson(await readFile(join(directory, markerFile)), { maxBytes: 64 << 10 });
  } catch {
    return undefined;
  }
  const [given, seed, hours, until, state] = ['format', 'seed', 'hours', 'until', 'state'].map((name) =>
    member(content, name),
  );
  const isMarker =
    given === format && typeof seed === 'number' && typeof hours === 'number' && typeof until === 'string';
  if (!isMarker) return undefined;
  return { seed, hours, until, state: state === 'filled' ? 'filled' : 'filling' };
}
