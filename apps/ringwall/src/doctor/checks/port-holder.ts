import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * Which program of this machine listens on a TCP port, as `name (process 12)`; undefined where the system does not
 * tell: only Linux does, and of other users only the superuser is told.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const inode = tables.map((table) => listeningInode(table, port)).find((found) => found !== undefined);
  return inode === undefined ? undefined : holderOf(`socket:[${inode}]`);
}

/** The inode of the socket that listens on a port, in a table as proc(5) describes it. */
export function listeningInode(table: string, port: number): string | undefined {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.endsWith(local) && fields[3] === '0A') return fields[9];
  }
  return undefined;
}

async function holderOf(socket: string): Promise<string | undefined> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    const open = await readdir(`/proc/${id}/fd`).catch(() => []);
    const links = await Promise.all(open.map((fd) => readlink(`/proc/${id}/fd/${fd}`).catch(() => '')));
    if (!links.includes(socket)) continue;
    const name = await readFile(`/proc/${id}/comm`, 'utf8').catch(() => 'a program');
    return `${name.trim()} (process ${id})`;
  }
  return undefined;
}
