import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { durationMs } from '../cli/duration.ts';
import { everyPage } from '../cli/every-page.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

const route = z.looseObject({
  ...{ name: z.string(), project: z.string(), protocol: z.string(), provider: z.string() },
  models: z.array(z.string()),
  profile: z.string(),
  containment: z.looseObject({ until: z.string(), reason: z.string() }).optional(),
});
const minuteMs = 60_000;

type ReasonFlags = CommonFlags & { readonly reason: string; readonly yes?: boolean };

export async function listRoutes(
  flags: CommonFlags & { readonly project?: string },
  terminal: Terminal,
): Promise<number> {
  const query = { project: flags.project };
  const routes = await everyPage(serverClient(flags, terminal), '/api/routes', { item: route, query });
  if (flags.json) {
    printJsonLines(terminal, routes);
    return 0;
  }
  const rows = routes.map(({ name, project, protocol, provider, models, profile, containment }) => [
    ...[name, project, protocol, provider, models.join(','), profile],
    containment === undefined ? 'in service' : `contained until ${containment.until}: ${containment.reason}`,
  ]);
  printTable(terminal, ['NAME', 'PROJECT', 'PROTOCOL', 'PROVIDER', 'MODELS', 'PROFILE', 'STATE'], rows);
  return 0;
}

/** Takes a route out of service, always with an end. */
export async function containRoute(
  name: string,
  flags: ReasonFlags & { readonly for: string },
  terminal: Terminal,
): Promise<number> {
  const forMs = durationMs(flags.for);
  if (forMs === undefined) throw new AppError('app/usage', '--for takes 15m, 2h or 1d.');
  const question = `Contain ${name} for ${flags.for}? Everything by it is refused from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was contained.');
  const body = { reason: flags.reason, minutes: forMs / minuteMs };
  const reply = await serverClient(flags, terminal).call('POST', pathOf(name, 'contain'), body);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Contained ${name} until ${route.parse(reply).containment?.until ?? 'now'}`);
  return 0;
}

export async function releaseRoute(name: string, flags: ReasonFlags, terminal: Terminal): Promise<number> {
  const question = `Put ${name} in service again? [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was released.');
  const body = { reason: flags.reason };
  const reply = await serverClient(flags, terminal).call('POST', pathOf(name, 'release'), body);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Released ${name}`);
  return 0;
}

function pathOf(name: string, verb: 'contain' | 'release'): string {
  return `/api/routes/${encodeURIComponent(name)}/${verb}`;
}
