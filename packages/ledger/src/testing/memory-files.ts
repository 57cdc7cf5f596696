import type { Files, LedgerFile, OpenMode } from '../files.ts';

/** What is in one file, and what of it would be left after a power loss. */
interface Inode {
  content: Buffer;
  durable: Buffer;
}

export type Operation =
  | 'open'
  | 'read'
  | 'write'
  | 'datasync'
  | 'sync'
  | 'truncate'
  | 'size'
  | 'close'
  | 'rename'
  | 'unlink'
  | 'removeDirectory'
  | 'list'
  | 'makeDirectory'
  | 'syncDirectory';

/**
 * A file system in memory for tests: quick, with faults on demand, and with a power switch. Names become durable
 * by `syncDirectory`, contents by `datasync` or `sync`, as POSIX promises it and no more.
 */
export class MemoryFiles implements Files {
  readonly #names = new Map<string, Inode>();
  readonly #durableNames = new Map<string, Inode>();
  /** Called before each operation; throw to make it fail, wait to make it slow. */
  before: (operation: Operation, path: string) => Promise<void> | void = () => undefined;
  /** The most bytes one write takes. */
  maxWriteBytes = Number.POSITIVE_INFINITY;
  /** Files opened and not yet closed. */
  openCount = 0;

  get paths(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** The content of a file, for a test to look at. */
  get(path: string): Buffer {
    const inode = this.#names.get(path);
    if (inode === undefined) throw missing(path);
    return inode.content;
  }

  /** Changes a file behind everyone's back. */
  set(path: string, content: Uint8Array): void {
    const bytes = Buffer.from(content);
    const inode = { content: bytes, durable: bytes };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  /** Takes a file away behind everyone's back. */
  remove(path: string): void {
    this.#names.delete(path);
    this.#durableNames.delete(path);
  }

  /** The same files, independent of these. */
  copy(): MemoryFiles {
    const copy = new MemoryFiles();
    for (const [path, inode] of this.#names) copy.set(path, inode.content);
    return copy;
  }

  /**
   * What is found after a power loss. `survives` says of each file how many bytes of what was never synced had
   * reached the disk by themselves, from 0 to 1. Names are those that were synced, or all of them as they were last.
   */
  afterPowerLoss(
    survives: (path: string) => number = () => 0,
    names: 'synced' | 'latest' = 'synced',
  ): MemoryFiles {
    const left = new MemoryFiles();
    for (const [path, { content, durable }] of names === 'synced' ? this.#durableNames : this.#names) {
      const grown = Math.max(0, content.length - durable.length);
      const kept = Math.floor(grown * survives(path));
      left.set(path, Buffer.concat([durable, content.subarray(durable.length, durable.length + kept)]));
    }
    return left;
  }

  async open(path: string, mode: OpenMode): Promise<LedgerFile> {
    await this.before('open', path);
    let inode = this.#names.get(path);
    if (mode === 'create' && inode !== undefined) throw systemError('EEXIST', path);
    if (inode === undefined) {
      if (mode === 'read' || mode === 'update') throw missing(path);
      inode = { content: Buffer.alloc(0), durable: Buffer.alloc(0) };
      this.#names.set(path, inode);
    }
    if (mode === 'replace') inode.content = Buffer.alloc(0);
    this.openCount++;
    return this.#file(path, inode);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.before('makeDirectory', path);
  }

  async list(path: string): Promise<readonly string[]> {
    await this.before('list', path);
    const within = this.paths.filter((name) => name.startsWith(`${path}/`));
    return [...new Set(within.map((name) => name.slice(path.length + 1).replace(/\/.*/, '')))];
  }

  async rename(from: string, to: string): Promise<void> {
    await this.before('rename', from);
    const inode = this.#names.get(from);
    if (inode === undefined) throw missing(from);
    this.#names.delete(from);
    this.#names.set(to, inode);
  }

  async unlink(path: string): Promise<void> {
    await this.before('unlink', path);
    if (!this.#names.delete(path)) throw missing(path);
  }

  async removeDirectory(path: string): Promise<void> {
    await this.before('removeDirectory', path);
    for (const name of this.paths) if (name.startsWith(`${path}/`)) this.#names.delete(name);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.before('syncDirectory', path);
    for (const name of [...this.#durableNames.keys()]) {
      if (inDirectory(name, path)) this.#durableNames.delete(name);
    }
    for (const [name, inode] of this.#names) {
      if (inDirectory(name, path)) this.#durableNames.set(name, inode);
    }
  }

  #file(path: string, inode: Inode): LedgerFile {
    const sync = (operation: Operation) => async (): Promise<void> => {
      await this.before(operation, path);
      inode.durable = Buffer.from(inode.content);
    };
    return {
      read: async (target, position) => {
        await this.before('read', path);
        const piece = inode.content.subarray(position, position + target.length);
        target.set(piece);
        return piece.length;
      },
      write: async (bytes, position) => {
        const taken = bytes.subarray(0, this.maxWriteBytes);
        // What was given counts at the call: the caller may use its buffer again once it is answered.
        const copy = Buffer.from(taken);
        await this.before('write', path);
        const size = Math.max(inode.content.length, position + copy.length);
        const content = Buffer.alloc(size);
        inode.content.copy(content);
        copy.copy(content, position);
        inode.content = content;
        return copy.length;
      },
      datasync: sync('datasync'),
      sync: sync('sync'),
      truncate: async (size) => {
        await this.before('truncate', path);
        inode.content = Buffer.from(inode.content.subarray(0, size));
      },
      size: async () => {
        await this.before('size', path);
        return inode.content.length;
      },
      close: async () => {
        this.openCount--;
        await this.before('close', path);
      },
    };
  }
}

function inDirectory(name: string, directory: string): boolean {
  return name.startsWith(`${directory}/`) && !name.slice(directory.length + 1).includes('/');
}

function missing(path: string): Error {
  return systemError('ENOENT', path);
}

/** An error as the operating system's come. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
