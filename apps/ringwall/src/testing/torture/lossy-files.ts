import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files, LedgerFile } from '@ringwall/ledger';
import type { SeededRandom } from './seeded-random.ts';
import { VolatileFile } from './volatile-file.ts';

/**
 * A file system whose process dies like a machine that loses its power: what was never synced is in its memory
 * alone, names included, and what is in the real directory is what the disk would have. It promises what POSIX
 * promises and no more. With `writeBack` some of what was not synced reaches the disk all the same.
 */
export class LossyFiles implements Files {
  readonly #random: SeededRandom;
  /** What the names lead to that were looked at or changed, as the system shows it. */
  readonly #shown = new Map<string, VolatileFile>();
  /** What is on the disk, by its place there, of all that was named or read. */
  readonly #placed = new Map<string, VolatileFile>();
  /** Names on the disk that the system shows no more. */
  readonly #gone = new Set<string>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  open: Files['open'] = async (path, mode) => {
    const existing = this.#find(path);
    if (mode === 'create' && existing !== undefined) throw systemError('EEXIST', path);
    if (existing === undefined && (mode === 'read' || mode === 'update')) throw systemError('ENOENT', path);
    if (existing === undefined && !this.#isDirectory(dirname(path))) throw systemError('ENOENT', path);
    const file = existing ?? VolatileFile.empty();
    this.#shown.set(path, file);
    if (mode === 'replace') file.truncate(0);
    return opened(file);
  };

  makeDirectory: Files['makeDirectory'] = async (path) => {
    for (const name of [...this.#gone]) if (path === name || path.startsWith(`${name}/`)) this.#settle(name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
  };

  list: Files['list'] = async (path) => {
    if (!this.#isDirectory(path)) throw systemError('ENOENT', path);
    const names = new Set(existsSync(path) ? readdirSync(path) : []);
    for (const name of names) {
      if (name.endsWith('.naming') || this.#isGone(join(path, name))) names.delete(name);
    }
    for (const shown of this.#shown.keys()) {
      if (dirname(shown) === path) names.add(shown.slice(path.length + 1));
    }
    return [...names];
  };

  rename: Files['rename'] = async (from, to) => {
    const file = this.#find(from);
    if (file === undefined) throw systemError('ENOENT', from);
    this.#shown.delete(from);
    this.#gone.add(from);
    this.#shown.set(to, file);
    this.#gone.delete(to);
  };

  unlink: Files['unlink'] = async (path) => {
    if (this.#find(path) === undefined) throw systemError('ENOENT', path);
    this.#shown.delete(path);
    this.#gone.add(path);
  };

  removeDirectory: Files['removeDirectory'] = async (path) => {
    for (const name of [...this.#shown.keys()]) if (name.startsWith(`${path}/`)) this.#shown.delete(name);
    this.#gone.add(path);
  };

  syncDirectory: Files['syncDirectory'] = async (path) => {
    for (const [name, file] of this.#shown) {
      if (dirname(name) === path && file.place !== name) this.#name(name, file);
    }
    for (const name of [...this.#gone]) if (dirname(name) === path) this.#settle(name);
  };

  /** What the disk says of a file that it refused to sync: the system shows it and will never write it. */
  loseDirty(path: string): void {
    this.#shown.get(path)?.loseDirty();
  }

  /** As the system does at any time, some of what nobody synced reaches the disk: sectors, and names. */
  writeBack(share: number): void {
    for (const [name, file] of this.#shown) {
      if (file.isDirty) file.writeBack(() => this.#random() < share);
      if (file.place !== name && this.#random() < share / 2) this.#name(name, file);
    }
    for (const name of [...this.#gone]) if (this.#random() < share / 2) this.#settle(name);
  }

  #find(path: string): VolatileFile | undefined {
    const shown = this.#shown.get(path);
    if (shown !== undefined) return shown;
    if (this.#isGone(path) || !existsSync(path)) return undefined;
    const file = VolatileFile.at(path);
    this.#shown.set(path, file);
    this.#placed.set(path, file);
    return file;
  }

  #name(name: string, file: VolatileFile): void {
    const before = file.place;
    this.#placed.get(name)?.unname();
    file.name(name);
    this.#placed.set(name, file);
    if (before === undefined) return;
    this.#placed.delete(before);
    this.#gone.delete(before);
  }

  /** A name goes from the disk, too, unless something new has it by now. */
  #settle(name: string): void {
    this.#gone.delete(name);
    if (this.#shown.has(name)) return;
    // What a rename took away from here is under its new name, or still here until that one is durable.
    const moved = [...this.#shown].find(([, file]) => file.place === name);
    if (moved !== undefined) this.#name(...moved);
    else this.#remove(name);
  }

  #remove(name: string): void {
    for (const [place, file] of [...this.#placed]) {
      if (place !== name && !place.startsWith(`${name}/`)) continue;
      file.unname();
      this.#placed.delete(place);
    }
    rmSync(name, { recursive: true, force: true });
  }

  #isGone(path: string): boolean {
    for (let name = path; name !== dirname(name); name = dirname(name)) if (this.#gone.has(name)) return true;
    return false;
  }

  #isDirectory(path: string): boolean {
    return existsSync(path) && !this.#gone.has(path);
  }
}

function opened(file: VolatileFile): LedgerFile {
  let open = true;
  const checked = (): VolatileFile => {
    if (!open) throw new Error('The file is closed.');
    return file;
  };
  return {
    read: async (target, position) => checked().read(target, position),
    write: async (bytes, position) => {
      checked().write(bytes, position);
      return bytes.length;
    },
    datasync: async () => checked().sync(),
    sync: async () => checked().sync(),
    truncate: async (size) => checked().truncate(size),
    size: async () => checked().size,
    close: async () => {
      open = false;
    },
  };
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
