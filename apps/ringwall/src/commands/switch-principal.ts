import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

export type SwitchFlags = CommonFlags & { readonly yes?: boolean };

/** Disables or enables a user or a service. Disabling is asked about, because what it carries stops at once. */
export async function switchPrincipal(
  { family, id, to }: { family: 'users' | 'services'; id: string; to: 'disable' | 'enable' },
  flags: SwitchFlags,
  terminal: Terminal,
): Promise<number> {
  const question = `Disable ${id}? Everything it carries is refused from now on. [y/N] `;
  if (to === 'disable' && !flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was disabled.');
  const path = `/api/${family}/${encodeURIComponent(id)}/${to}`;
  const reply = await serverClient(flags, terminal).call('POST', path, {});
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `${to === 'disable' ? 'Disabled' : 'Enabled'} ${id}`);
  return 0;
}
