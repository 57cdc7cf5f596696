import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { userReply } from '../cli/principal-replies.ts';
import { loginLink, statusReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

/** Prints a link by which somebody signs in for the first time. */
export function inviteUser(user: string, flags: CommonFlags, terminal: Terminal): Promise<number> {
  return invite(user, { reset: false }, flags, terminal);
}

/** Takes away what somebody signs in with, and prints a link to begin anew. */
export async function resetUser(
  user: string,
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = `Take away the password, codes and passkeys of ${user}, and sign them out? [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was taken away.');
  return invite(user, { reset: true }, flags, terminal);
}

async function invite(
  user: string,
  how: { readonly reset: boolean },
  flags: CommonFlags,
  terminal: Terminal,
): Promise<number> {
  const client = serverClient(flags, terminal);
  const { console } = statusReply.parse(await client.call('GET', '/api/status'));
  const path = `/api/users/${encodeURIComponent(user)}/invite`;
  const { token, expiresAt } = loginLink.parse(await client.call('POST', path, how));
  const url = `${console.url}/#login=${token}`;
  if (flags.json) printJson(terminal, { url, expiresAt });
  else print(terminal, `${url}\n(works once, until ${expiresAt})`);
  return 0;
}

/** Forgets how often somebody failed to sign in. */
export async function unlockUser(user: string, flags: CommonFlags, terminal: Terminal): Promise<number> {
  const path = `/api/users/${encodeURIComponent(user)}/unlock`;
  const reply = await serverClient(flags, terminal).call('POST', path, {});
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Unlocked ${userReply.parse(reply).name}`);
  return 0;
}
