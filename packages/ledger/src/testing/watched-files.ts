import { type Files, nodeFiles } from '../files.ts';
import type { Operation } from './memory-files.ts';

/** The real file system, which tells what it is about to do; what `before` throws, it fails with. */
export function watchedFiles(before: (operation: Operation, path: string) => void): Files {
  const telling =
    <Arguments extends readonly [string, ...unknown[]], Value>(
      operation: Operation,
      work: (...given: Arguments) => Promise<Value>,
    ) =>
    async (...given: Arguments): Promise<Value> => {
      before(operation, given[0]);
      return await work(...given);
    };
  return {
    makeDirectory: telling('makeDirectory', nodeFiles.makeDirectory),
    list: telling('list', nodeFiles.list),
    rename: telling('rename', nodeFiles.rename),
    unlink: telling('unlink', nodeFiles.unlink),
    removeDirectory: telling('removeDirectory', nodeFiles.removeDirectory),
    syncDirectory: telling('syncDirectory', nodeFiles.syncDirectory),
    open: telling('open', async (path, mode) => {
      const file = await nodeFiles.open(path, mode);
      return {
        read: (target, position) => telling('read', () => file.read(target, position))(path),
        write: (bytes, position) => telling('write', () => file.write(bytes, position))(path),
        datasync: () => telling('datasync', file.datasync)(path),
        sync: () => telling('sync', file.sync)(path),
        truncate: (size) => telling('truncate', () => file.truncate(size))(path),
        size: () => telling('size', file.size)(path),
        close: () => telling('close', file.close)(path),
      };
    }),
  };
}
