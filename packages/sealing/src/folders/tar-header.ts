/** What a header says of one member (POSIX.1-2017, pax, "ustar Interchange Format"). */
export interface TarMember {
  /** With a slash at its end for a directory. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Bytes that follow; 0 for all but files. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly mtimeMs: number;
  /** Where a symbolic link points. */
  readonly target?: string;
}

const blockBytes = 512;
const typeFlags = { file: '0', directory: '5', symlink: '2' } as const;
const maxUstarSize = 0o77777777777;
const nameBytes = 100;

/**
 * The header of a member: 512 bytes, and before them a pax extended header where the path or the link's target is
 * longer than 100 bytes or not ASCII, or the size is over 8 GiB. Owners are left out: the same folder gives the same
 * bytes on every machine.
 */
export function tarHeader(member: TarMember): Uint8Array {
  const { path, type, size, target = '' } = member;
  const records = [
    ...(fits(path) ? [] : [paxRecord('path', path)]),
    ...(fits(target) ? [] : [paxRecord('linkpath', target)]),
    ...(size <= maxUstarSize ? [] : [paxRecord('size', String(size))]),
  ];
  const header = ustar({ ...member, flag: typeFlags[type] });
  if (records.length === 0) return header;
  const body = Buffer.concat(records);
  const pax = ustar({ path: 'pax', flag: 'x', size: body.length, mode: 0o600, mtimeMs: member.mtimeMs });
  return Buffer.concat([pax, body, padding(body.length), header]);
}

/** The zeros that fill the last block of a member's content. */
export function padding(size: number): Uint8Array {
  return new Uint8Array(paddingBytes(size));
}

export function paddingBytes(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

/** The end of an archive: two blocks of zeros. */
export const archiveEnd: Uint8Array = new Uint8Array(2 * blockBytes);

function fits(text: string): boolean {
  return text.length <= nameBytes && /^[\x20-\x7e]*$/.test(text);
}

/** `length key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

interface UstarFields {
  readonly path: string;
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly target?: string;
}

function ustar({ path, flag, size, mode, mtimeMs, target = '' }: UstarFields): Uint8Array {
  const header = Buffer.alloc(blockBytes);
  const octal = (value: number, offset: number, width: number) => {
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, 'latin1');
  };
  header.set(Buffer.from(path).subarray(0, nameBytes), 0);
  octal(mode & 0o7777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size <= maxUstarSize ? size : 0, 124, 12);
  octal(Math.min(maxUstarSize, Math.max(0, Math.floor(mtimeMs / 1000))), 136, 12);
  header.write(flag, 156, 'latin1');
  header.set(Buffer.from(target).subarray(0, nameBytes), 157);
  header.write('ustar\x0000', 257, 'latin1');
  // The checksum counts itself as blanks.
  header.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
