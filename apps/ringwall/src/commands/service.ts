import type { CommonFlags } from '../cli/common-flags.ts';
import { everyPage } from '../cli/every-page.ts';
import { serviceReply } from '../cli/principal-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { type SwitchFlags, switchPrincipal } from './switch-principal.ts';

interface CreateFlags extends CommonFlags {
  readonly project: string;
  readonly onBehalfOf?: string;
  readonly spiffeId?: string;
}

/** Makes a service or an agent, and says how it gets a key. */
export async function createService(name: string, flags: CreateFlags, terminal: Terminal): Promise<number> {
  const { project, onBehalfOf, spiffeId } = flags;
  const reply = await serverClient(flags, terminal).call('POST', '/api/services', {
    ...{ name, project },
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(spiffeId !== undefined && { spiffeId }),
  });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { id } = serviceReply.parse(reply);
  print(terminal, id);
  hint(
    terminal,
    `Grant a role with \`ringwall grant create ${id} <role>\`, and make a key with \`ringwall key create <name> --owner ${id}\`.\n`,
  );
  return 0;
}

export async function listServices(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const services = await everyPage(serverClient(flags, terminal), '/api/services', { item: serviceReply });
  if (flags.json) {
    printJsonLines(terminal, services);
    return 0;
  }
  if (services.length === 0) hint(terminal, 'No services yet: ringwall service create <name>\n');
  const rows = services.map((service) => [
    service.id,
    service.type,
    service.name,
    service.project,
    service.onBehalfOf ?? '-',
    service.spiffeId ?? '-',
    service.disabledAt === undefined ? 'active' : `disabled ${service.disabledAt}`,
  ]);
  printTable(terminal, ['ID', 'TYPE', 'NAME', 'PROJECT', 'ACTS FOR', 'SPIFFE ID', 'STATE'], rows);
  return 0;
}

/** Refuses a service or an agent from now on. */
export function disableService(id: string, flags: SwitchFlags, terminal: Terminal): Promise<number> {
  return switchPrincipal({ family: 'services', id, to: 'disable' }, flags, terminal);
}

/** Lets a service or an agent in again. */
export function enableService(id: string, flags: SwitchFlags, terminal: Terminal): Promise<number> {
  return switchPrincipal({ family: 'services', id, to: 'enable' }, flags, terminal);
}
