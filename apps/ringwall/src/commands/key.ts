import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { durationMs } from '../cli/duration.ts';
import { everyPage } from '../cli/every-page.ts';
import { keyCreated, keySummary } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

interface CreateFlags extends CommonFlags {
  readonly route?: readonly string[];
  readonly model?: readonly string[];
  readonly dataset?: readonly string[];
  readonly purpose?: readonly string[];
  readonly network?: readonly string[];
  readonly certificate?: string;
  readonly owner?: string;
  readonly administration?: boolean;
  readonly project?: string;
  readonly expires?: string;
  readonly subject?: string;
}

/** Creates a key and shows it, this once. */
export async function createKey(name: string, flags: CreateFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('POST', '/api/keys', {
    name,
    ...(flags.project !== undefined && { project: flags.project }),
    ...(flags.owner !== undefined && { owner: flags.owner }),
    ...(flags.route && { routes: flags.route }),
    ...(flags.model && { models: flags.model }),
    ...(flags.dataset && { datasets: flags.dataset }),
    ...(flags.purpose && { purposes: flags.purpose }),
    ...(flags.network && { networks: flags.network }),
    ...(flags.certificate !== undefined && { certificate: flags.certificate }),
    ...(flags.administration && { administration: true }),
    ...(flags.subject !== undefined && { subject: flags.subject }),
    ...(flags.expires !== undefined && { expiresAt: expiry(flags.expires, Date.now()) }),
  });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { key, secret } = keyCreated.parse(reply);
  print(terminal, secret);
  hint(terminal, `Key ${key.id} (${key.name}) for ${key.routes.join(', ')}. It is not shown again.\n`);
  return 0;
}

export async function listKeys(
  flags: CommonFlags & { readonly project?: string },
  terminal: Terminal,
): Promise<number> {
  const keys = await everyPage(serverClient(flags, terminal), '/api/keys', {
    item: keySummary,
    query: { project: flags.project },
  });
  if (flags.json) {
    printJsonLines(terminal, keys);
    return 0;
  }
  if (keys.length === 0) hint(terminal, 'No keys yet: ringwall key create <name>\n');
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.prefix,
    key.project,
    key.owner ?? '-',
    key.routes.join(','),
    key.lastUsedAt ?? 'never',
    key.revokedAt === undefined ? (key.expiresAt ?? 'never') : `revoked ${key.revokedAt}`,
  ]);
  printTable(terminal, ['ID', 'NAME', 'PREFIX', 'PROJECT', 'OWNER', 'ROUTES', 'LAST USED', 'ENDS'], rows);
  return 0;
}

/** Gives a key another text and shows it, this once. */
export async function rotateKey(
  id: string,
  flags: CommonFlags & { readonly overlap: string },
  terminal: Terminal,
): Promise<number> {
  const overlapMs = flags.overlap === '0' ? 0 : durationMs(flags.overlap);
  if (overlapMs === undefined) throw new AppError('app/usage', '--overlap takes 30d, 12h, 90m or 0.');
  const path = `/api/keys/${encodeURIComponent(id)}/rotate`;
  const reply = await serverClient(flags, terminal).call('POST', path, { overlapMs });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { key, secret } = keyCreated.parse(reply);
  print(terminal, secret);
  const before =
    key.overlapUntil === undefined
      ? 'The one before is refused now.'
      : `The one before is good until ${key.overlapUntil}.`;
  hint(terminal, `Key ${key.id} (${key.name}) has a new text, not shown again. ${before}\n`);
  return 0;
}

export async function revokeKey(
  id: string,
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  if (
    !flags.yes &&
    !(await confirmed(`Revoke ${id}? What uses it is refused from now on. [y/N] `, terminal))
  ) {
    throw new AppError('app/not-confirmed', 'Nothing was revoked.');
  }
  const reply = await serverClient(flags, terminal).call('DELETE', `/api/keys/${encodeURIComponent(id)}`);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Revoked ${id}`);
  return 0;
}

/** `30d`, `12h`, `90m`, or an RFC 3339 time. @throws AppError app/usage */
export function expiry(text: string, nowMs: number): string {
  const span = durationMs(text);
  const at = span === undefined ? Date.parse(text) : nowMs + span;
  if (Number.isNaN(at))
    throw new AppError('app/usage', '--expires takes 30d, 12h, 90m or a time in RFC 3339.');
  return new Date(at).toISOString();
}
