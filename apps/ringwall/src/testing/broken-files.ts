import { type Files, type LedgerFile, nodeFiles } from '@ringwall/ledger';

/** The real file system, whose log breaks when it is told to. */
export class BrokenFiles implements Files {
  /** What the next syncs of the log do, or its writes where it is `full`. */
  mode: 'works' | 'fails' | 'hangs' | 'full' = 'works';
  /** Free bytes to tell of instead of the disk's own. */
  free: number | undefined;
  #release: () => void = () => {};
  #hanging: Promise<void> | undefined;

  open: Files['open'] = async (path, mode) => {
    const file = await nodeFiles.open(path, mode);
    return path.endsWith('.seg') ? this.#wrap(file) : file;
  };
  makeDirectory = nodeFiles.makeDirectory;
  list = nodeFiles.list;
  rename = nodeFiles.rename;
  unlink = nodeFiles.unlink;
  removeDirectory = nodeFiles.removeDirectory;
  syncDirectory = nodeFiles.syncDirectory;
  freeBytes = async (path: string): Promise<number> =>
    this.free ?? (await nodeFiles.freeBytes?.(path)) ?? Number.MAX_SAFE_INTEGER;

  mend(): void {
    this.mode = 'works';
    this.#hanging = undefined;
    this.#release();
  }

  #wrap(file: LedgerFile): LedgerFile {
    return {
      ...file,
      write: async (bytes, position) => {
        if (this.mode === 'full')
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return await file.write(bytes, position);
      },
      datasync: async () => {
        if (this.mode === 'fails') throw Object.assign(new Error('input/output error'), { code: 'EIO' });
        if (this.mode === 'hangs') {
          this.#hanging ??= new Promise<void>((resolve) => {
            this.#release = resolve;
          });
          await this.#hanging;
        }
        await file.datasync();
      },
    };
  }
}
