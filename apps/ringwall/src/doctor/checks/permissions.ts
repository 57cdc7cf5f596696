import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { socketPath } from '../../server/socket-path.ts';
import { type Found, ok, skipped, wrong } from '../finding.ts';
import type { Check, Patient } from '../patient.ts';

interface Rule {
  readonly path: string;
  /** Bits that nobody may have on it. */
  readonly forbidden: number;
  readonly why: string;
  readonly chmod: string;
  /** Root may own it as well: what is only read is commonly put in place by the system's own tools. */
  readonly orRoot?: boolean;
}

const ownersAlone = 0o077;
const writtenByOthers = 0o022;

/** Who else may read or change what lies on the disk. */
export const permissionsCheck: Check = {
  id: 'permissions',
  async examine(patient) {
    if (process.platform === 'win32') return [skipped('This system keeps them in another way')];
    const rules = await rulesFor(patient);
    const found = (await Promise.all(rules.map((rule) => examined(rule)))).flat();
    return found.length > 0 ? found : [ok('Data, keys, configuration and socket are closed to others')];
  },
};

async function rulesFor({ directory, terminal, flags }: Patient): Promise<readonly Rule[]> {
  const keys = join(directory, 'keys');
  const keyFiles = existsSync(keys) ? (await readdir(keys)).map((name) => join(keys, name)) : [];
  const secret = {
    forbidden: ownersAlone,
    why: 'Whoever has the keys can read what is sealed and sign another log.',
  };
  const config = resolve(
    terminal.cwd,
    flags.config ?? terminal.env.RINGWALL_CONFIG ?? 'ringwall.config.yaml',
  );
  const shell = 'Whoever may open the socket is the administrator of the server.';
  return [
    { path: directory, forbidden: ownersAlone, why: shell, chmod: '700' },
    { ...secret, path: keys, chmod: '700' },
    ...keyFiles.map((path) => ({ ...secret, path, chmod: '600' })),
    { path: socketPath(directory), forbidden: ownersAlone, why: shell, chmod: '600' },
    {
      ...{ path: config, forbidden: writtenByOthers, chmod: 'go-w', orRoot: true },
      why: 'Whoever can change the configuration decides where requests go and what is let through.',
    },
  ];
}

async function examined({ path, forbidden, why, chmod, orRoot = false }: Rule): Promise<readonly Found[]> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts === undefined) return [];
  const found: Found[] = [];
  if ((facts.mode & forbidden) !== 0 && !facts.isSymbolicLink()) {
    const mode = (facts.mode & 0o777).toString(8);
    found.push(wrong(`${path} is open to others (${mode})`, { why, advice: `chmod ${chmod} ${path}` }));
  }
  const own = process.getuid?.();
  const isOthers = own !== undefined && own !== 0 && facts.uid !== own;
  if (isOthers && !(orRoot && facts.uid === 0))
    found.push(
      wrong(`${path} belongs to the user ${facts.uid}, and this is ${own}`, {
        why: 'A server that runs as you cannot use it, or somebody else can.',
        advice: `Run as its owner, or: chown -R ${own} ${path}`,
      }),
    );
  return found;
}
