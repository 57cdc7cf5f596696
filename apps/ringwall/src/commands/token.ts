import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

interface RevokeFlags extends CommonFlags {
  readonly issuer?: string;
  readonly jti?: string;
  readonly subject?: string;
  readonly yes?: boolean;
}

const revocation = z.looseObject({ target: z.string(), revokedAt: z.string() });
const issuerReply = z.looseObject({
  issuer: z.string(),
  audiences: z.array(z.string()),
  algorithms: z.array(z.string()),
  keys: z.number(),
  keysFetchedAt: z.string().optional(),
  fault: z.string().optional(),
});

/** Shows whose tokens are believed, and which are refused all the same. */
export async function listTokens(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const server = serverClient(flags, terminal);
  const issuers = await everyPage(server, '/api/tokens/issuers', { item: issuerReply });
  const revoked = await everyPage(server, '/api/tokens/revocations', { item: revocation });
  if (flags.json) {
    printJson(terminal, { issuers, revoked });
    return 0;
  }
  if (issuers.length === 0) hint(terminal, 'No issuers: name them under tokens in ringwall.config.yaml\n');
  const rows = issuers.map(({ issuer, audiences, algorithms, keys, keysFetchedAt, fault }) => [
    issuer,
    audiences.join(','),
    algorithms.join(','),
    String(keys),
    fault ?? keysFetchedAt ?? 'with the first token',
  ]);
  printTable(terminal, ['ISSUER', 'AUDIENCE', 'ALGORITHMS', 'KEYS', 'FETCHED'], rows);
  if (revoked.length === 0) return 0;
  print(terminal, '');
  printTable(
    terminal,
    ['REVOKED', 'AT'],
    revoked.map(({ target, revokedAt }) => [target, revokedAt]),
  );
  return 0;
}

/** Revokes one token, or those of whom they speak for. */
export async function revokeToken(
  id: string | undefined,
  flags: RevokeFlags,
  terminal: Terminal,
): Promise<number> {
  const what = named(id, flags);
  const shown = id ?? flags.jti ?? flags.subject ?? '';
  const question = `Revoke ${shown}? What uses it is refused from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal))) {
    throw new AppError('app/not-confirmed', 'Nothing was revoked.');
  }
  const reply = await serverClient(flags, terminal).call('POST', '/api/tokens/revoke', what);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Revoked ${revocation.parse(reply).target}`);
  return 0;
}

/** @throws AppError app/usage */
function named(id: string | undefined, { issuer, jti, subject }: RevokeFlags) {
  if (id !== undefined && issuer === undefined && jti === undefined && subject === undefined) return { id };
  if (id === undefined && issuer !== undefined) {
    if (jti !== undefined && subject === undefined) return { issuer, jti };
    if (subject !== undefined && jti === undefined) return { issuer, subject };
  }
  throw new AppError('app/usage', 'Give an id, or --issuer with either --jti or --subject.');
}
