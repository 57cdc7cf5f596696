import type { CommonFlags } from '../cli/common-flags.ts';
import { everyPage } from '../cli/every-page.ts';
import { userReply } from '../cli/principal-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { type SwitchFlags, switchPrincipal } from './switch-principal.ts';

/** Makes a user, and says how they get in. */
export async function createUser(
  name: string,
  flags: CommonFlags & { readonly displayName?: string },
  terminal: Terminal,
): Promise<number> {
  const { displayName } = flags;
  const body = { name, ...(displayName !== undefined && { displayName }) };
  const reply = await serverClient(flags, terminal).call('POST', '/api/users', body);
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { id } = userReply.parse(reply);
  print(terminal, id);
  hint(
    terminal,
    `Grant a role with \`ringwall grant create ${id} <role>\`, and invite with \`ringwall user invite ${id}\`.\n`,
  );
  return 0;
}

export async function listUsers(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const users = await everyPage(serverClient(flags, terminal), '/api/users', { item: userReply });
  if (flags.json) {
    printJsonLines(terminal, users);
    return 0;
  }
  const rows = users.map((user) => [
    user.id,
    user.name,
    user.displayName,
    user.source,
    user.disabledAt === undefined ? 'active' : `disabled ${user.disabledAt}`,
  ]);
  printTable(terminal, ['ID', 'NAME', 'CALLED', 'FROM', 'STATE'], rows);
  return 0;
}

/** Refuses a user from now on. */
export function disableUser(id: string, flags: SwitchFlags, terminal: Terminal): Promise<number> {
  return switchPrincipal({ family: 'users', id, to: 'disable' }, flags, terminal);
}

/** Lets a user in again. */
export function enableUser(id: string, flags: SwitchFlags, terminal: Terminal): Promise<number> {
  return switchPrincipal({ family: 'users', id, to: 'enable' }, flags, terminal);
}
