import type { CommonFlags } from '../cli/common-flags.ts';
import { type ExplanationReply, explanation, requestExplanation } from '../cli/policy-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { resourceOf } from './policy-cases.ts';

interface WhyFlags extends CommonFlags {
  readonly principal?: string;
  readonly credential?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly project?: string;
  readonly model?: string;
  readonly purpose?: string;
  readonly address?: string;
  readonly at?: string;
}

/** Says which policies decide, and what was decided at the time where a request is named. */
export async function why(request: string | undefined, flags: WhyFlags, terminal: Terminal): Promise<number> {
  const server = serverClient(flags, terminal);
  const reply =
    request === undefined
      ? await server.call('POST', '/api/policies/why', question(flags))
      : await server.call('GET', `/api/policies/decisions/${encodeURIComponent(request)}`);
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  if (request === undefined) {
    explain('', explanation.parse(reply), terminal);
    return 0;
  }
  const { recorded, now } = requestExplanation.parse(reply);
  const { actor, resource, denied } = recorded;
  const who = actor.who === undefined ? actor.id : `${actor.who} with ${actor.id}`;
  print(terminal, `${recorded.time}  ${who}  ${recorded.action}  ${resource.kind}:${resource.id}`);
  if (denied === undefined) print(terminal, 'then: allowed');
  else print(terminal, `then: denied${by(denied.policies)}\n  ${denied.reason}`);
  if (now === undefined) terminal.stderr.write('Whoever asked is not there any more.\n');
  else explain('now: ', now, terminal);
  return 0;
}

function question(flags: WhyFlags) {
  const { principal, action, resource, project, credential, model, purpose, address, at } = flags;
  if (principal === undefined || action === undefined || resource === undefined) {
    throw new AppError('app/usage', 'Name a request, or --principal, --action and --resource.');
  }
  const given = Object.entries({ credential, model, purpose, address, at });
  return {
    ...{ principal, action, resource: resourceOf(resource, project) },
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}

function explain(
  prefix: string,
  { allow, reason, policies, grants }: ExplanationReply,
  terminal: Terminal,
): void {
  const ids = policies.map(({ id }) => id);
  print(terminal, `${prefix}${allow ? 'allowed' : 'denied'}${by(ids)}\n  ${reason}`);
  for (const { holder, role, project, on, expiresAt } of grants) {
    const where = project === '*' ? 'every project' : project;
    const what = on === undefined ? '' : ` on ${on.kind}:${on.id}`;
    const until = expiresAt === undefined ? '' : ` until ${expiresAt}`;
    print(terminal, `  ${holder} is ${role} in ${where}${what}${until}`);
  }
}

function by(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` by ${ids.join(', ')}`;
}
