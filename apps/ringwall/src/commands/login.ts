import type { CommonFlags } from '../cli/common-flags.ts';
import { loginLink, statusReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';

/** Prints a link that signs in once. */
export async function login(
  flags: CommonFlags & { readonly user?: string },
  terminal: Terminal,
): Promise<number> {
  const client = serverClient(flags, terminal);
  const { console } = statusReply.parse(await client.call('GET', '/api/status'));
  const body = flags.user === undefined ? {} : { user: flags.user };
  const { token, expiresAt } = loginLink.parse(await client.call('POST', '/api/login-links', body));
  const url = `${console.url}/#login=${token}`;
  if (flags.json) printJson(terminal, { url, expiresAt });
  else print(terminal, `${url}\n(works once, until ${expiresAt})`);
  return 0;
}
