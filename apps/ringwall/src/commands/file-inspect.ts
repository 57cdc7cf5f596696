import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inspectSealed, type SealedFacts, SealingError } from '@ringwall/sealing';
import { bytesText } from '../cli/progress.ts';
import { print, printJson, printTable, type Terminal } from '../cli/terminal.ts';
import { leftovers, locateSealed, type SealedLocation } from './sealed-location.ts';

/** What anybody sees who has the files and no key. */
export async function inspect(
  given: string,
  flags: { readonly keys?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const location = locateSealed(given, flags.keys, terminal);
  const facts = await factsOf(location);
  const beside = leftovers(location);
  const modifiedAt = new Date(statSync(location.path).mtimeMs).toISOString();
  if (flags.json) {
    printJson(terminal, {
      path: location.path,
      keys: location.keysPath,
      ...facts,
      modifiedAt,
      leftovers: beside,
    });
    return 0;
  }
  print(terminal, `Id        ${facts.id}, version ${facts.version}`);
  const { plainBytes, parts } = facts;
  const whole = parts === undefined ? '' : `, archives and index of a folder in ${parts} parts`;
  print(terminal, `Content   ${bytesText(plainBytes)} (${plainBytes} bytes${whole})`);
  print(
    terminal,
    `Sealed    ${facts.sealedBytes} bytes in segments of ${bytesText(facts.segmentBytes)}: FLOE, AES-256-GCM`,
  );
  print(terminal, `Keys      ${location.keysPath}`);
  print(terminal, 'Opened by');
  printTable(
    terminal,
    ['LABEL', 'KIND', 'ALGORITHM', 'KEY'],
    facts.recipients.map(({ label, kind, alg, kid, provider, unusable }) => [
      label ?? '-',
      unusable === undefined ? kind : `${kind} (cannot be used: ${unusable})`,
      alg,
      provider === undefined ? kid : `${provider.name}/${provider.keyId} version ${provider.keyVersion}`,
    ]),
  );
  for (const left of beside) print(terminal, `Note      ${leftoverWords(left)}`);
  print(
    terminal,
    'Nothing above is verified: that takes a key. Whoever has these files sees all of it, and the times of the\n' +
      'files; not the content, its names, or its kind.',
  );
  return 0;
}

/** Of a folder: the sums over its parts, in which names, sizes and padding of its members count too. */
async function factsOf({ kind, path, keysPath }: SealedLocation): Promise<SealedFacts & { parts?: number }> {
  if (kind === 'file') return inspectSealed(path, keysPath);
  const names = readdirSync(path).filter((name) => name.endsWith('.floe'));
  const parts = await Promise.all(names.sort().map((name) => inspectSealed(join(path, name), keysPath)));
  const [first] = parts;
  if (first === undefined) {
    throw new SealingError('sealing/folder-incomplete', `${path} holds no sealed part.`);
  }
  const sum = (bytesOf: (part: SealedFacts) => number) => parts.reduce((all, part) => all + bytesOf(part), 0);
  return {
    ...first,
    segmentBytes: parts.at(-1)?.segmentBytes ?? first.segmentBytes,
    sealedBytes: sum(({ sealedBytes }) => sealedBytes),
    plainBytes: sum(({ plainBytes }) => plainBytes),
    parts: parts.length,
  };
}

function leftoverWords(path: string): string {
  return path.endsWith('.rekey')
    ? `${basename(path)}: a re-key was interrupted; opening works, and re-keying again finishes it.`
    : `${basename(path)}: an interrupted run; the same command with --resume continues it.`;
}
