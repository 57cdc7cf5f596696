import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { bytesText } from '../../cli/progress.ts';
import { type Found, ok, warning } from '../finding.ts';
import type { Check } from '../patient.ts';

const littleBytes = 512 << 20;
const fewDescriptors = 4_096;

/** Memory, and how many connections may be open. */
export const memoryCheck: Check = {
  id: 'memory',
  async examine() {
    const limit = process.constrainedMemory();
    const all = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const descriptors = await openFilesLimit();
    return [memoryFinding(process.availableMemory(), all), ...descriptorFindings(descriptors)];
  },
};

/** What there is to say about so much memory. */
export function memoryFinding(availableBytes: number, allBytes: number): Found {
  const what = `${bytesText(availableBytes)} available of ${bytesText(allBytes)}`;
  if (availableBytes >= littleBytes) return ok(what);
  return warning(what, {
    why: 'A server holds the bodies of running requests in memory, and is ended by the system where there is none.',
    advice: `Leave it ${bytesText(littleBytes)} at least, or set limits.maxConnections lower.`,
  });
}

/** What there is to say about so many open files; nothing where the system does not tell. */
export function descriptorFindings(most: number | undefined): readonly Found[] {
  if (most === undefined || most >= fewDescriptors) return [];
  return [
    warning(`${most} files and connections may be open at once`, {
      why: 'Clients beyond that are turned away.',
      advice: 'Set LimitNOFILE=65536 in the unit of the service, or ulimit -n 65536 in the shell.',
    }),
  ];
}

async function openFilesLimit(): Promise<number | undefined> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, soft] = /^Max open files\s+(\d+)/m.exec(text) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
