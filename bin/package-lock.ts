import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './steps.mjs';

/** A package of others as package-lock.json pins it. */
export interface Pinned {
  /** Its folder, such as `node_modules/ajv/node_modules/fast-uri`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** SHA-512 of the tarball that npm fetched, in base64. */
  readonly sha512: string;
  /** The folders of what it depends on. */
  readonly needs: readonly string[];
}

/** Members of a lock file's `packages` that are read here. */
interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * The named packages and all that they depend on, sorted by folder; with `optional`, also what they have use for where
 * npm can install it.
 * @throws Fault for a package that the lock does not pin, or not by its content
 */
export function pinnedClosure(
  root: string,
  names: Iterable<string>,
  options: { readonly optional?: boolean } = {},
): readonly Pinned[] {
  const locked: Readonly<Record<string, Locked>> = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  ).packages;
  const closure = new Map<string, Pinned>();
  const waiting = [...names].map((name) => folderOf(locked, '', name));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (closure.has(folder)) continue;
    const pinned = pinnedAt(locked, folder, options);
    closure.set(folder, pinned);
    waiting.push(...pinned.needs);
  }
  return [...closure.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function pinnedAt(
  locked: Readonly<Record<string, Locked>>,
  folder: string,
  { optional = false }: { readonly optional?: boolean },
): Pinned {
  const entry = locked[folder] ?? {};
  const { version, license, integrity = '' } = entry;
  const sha512 = /^sha512-(\S+)$/.exec(integrity)?.[1];
  if (version === undefined || license === undefined || sha512 === undefined) {
    throw new Fault(`package-lock.json lacks the version, licence or SHA-512 of ${folder}.`);
  }
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const wanted = optional ? Object.keys(entry.optionalDependencies ?? {}) : [];
  const needs = [...neededBy(entry), ...wanted].map((needed) => folderOf(locked, folder, needed));
  return { folder, name, version, license, sha512, needs };
}

function neededBy({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Locked) {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers];
}

/** Where Node finds a package from a folder: in its own node_modules, else in those above. */
function folderOf(locked: Readonly<Record<string, Locked>>, from: string, name: string): string {
  for (let above = from; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))) {
    const folder = above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`;
    if (locked[folder] !== undefined) return folder;
    if (above === '')
      throw new Fault(`package-lock.json does not pin ${name}, which ${from || 'Ringwall'} needs.`);
  }
}
