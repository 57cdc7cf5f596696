import { gzipSync } from 'node:zlib';

/** Contents by path, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

const blockBytes = 512;
/** The time that npm gives every file of every package. */
const modifiedSeconds = 499_162_500;
const unknownSystem = 255;

/**
 * A gzipped POSIX ustar archive of the files, all below `package/` as npm wants them, sorted by path. Who made
 * it, when and where leaves no trace: the same files give the same bytes on the same Node.
 * @throws RangeError for a path that ustar has no room for
 */
export function packFiles(files: Files, options: { readonly executables: readonly string[] }): Uint8Array {
  const blocks = [...files.keys()].sort().flatMap((path) => {
    const content = files.get(path) ?? new Uint8Array();
    const mode = options.executables.includes(path) ? 0o755 : 0o644;
    return [header(`package/${path}`, content.length, mode), content, padding(content.length)];
  });
  const archive = gzipSync(Buffer.concat([...blocks, new Uint8Array(2 * blockBytes)]), { level: 9 });
  // RFC 1952 section 2.3: the one byte of the header that tells the operating system.
  archive[9] = unknownSystem;
  return archive;
}

/** POSIX.1-1988 ustar. Long paths go into name and prefix, split at a slash. */
function header(path: string, sizeBytes: number, mode: number): Uint8Array {
  const block = Buffer.alloc(blockBytes);
  const { prefix, name } = splitPath(path);
  block.write(name, 0);
  writeOctal(block, mode, 100, 8);
  writeOctal(block, 0, 108, 8);
  writeOctal(block, 0, 116, 8);
  writeOctal(block, sizeBytes, 124, 12);
  writeOctal(block, modifiedSeconds, 136, 12);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function writeOctal(block: Buffer, value: number, offset: number, widthBytes: number): void {
  block.write(`${value.toString(8).padStart(widthBytes - 1, '0')}\0`, offset, 'latin1');
}

function splitPath(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new RangeError(`${path} is too long for a tar archive.`);
}

function padding(sizeBytes: number): Uint8Array {
  return new Uint8Array((blockBytes - (sizeBytes % blockBytes)) % blockBytes);
}
