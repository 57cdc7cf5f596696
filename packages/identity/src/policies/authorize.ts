import { type Access, type Action, actions, type Principal, type Resource } from '@ringwall/core';

type Rule = (principal: Principal, resource: Resource) => Access;

interface Rules {
  readonly key: Rule;
  readonly session: Rule;
  readonly shell: Rule;
}

const yes = (): Access => ({ allow: true });
const adminOnly = () => deny('An API key may use its routes and nothing of the administration.');
const keyOnly = () => deny('AI traffic needs an API key.');
const shellOnly = () => deny('This needs a shell on the machine that the server runs on.');

/** Who may do what: an action or a kind of caller that is not in the table may do nothing. */
const adminRules = { key: adminOnly, session: yes, shell: yes };
const table: Readonly<Partial<Record<Action, Rules>>> = {
  'route.invoke': { key: invokeRoute, session: keyOnly, shell: keyOnly },
  'model.list': { key: inOwnProject, session: yes, shell: yes },
  'status.read': { key: adminOnly, session: yes, shell: yes },
  'traffic.read': { key: adminOnly, session: yes, shell: yes },
  'body.open': { key: adminOnly, session: yes, shell: yes },
  'ledger.read': { key: adminOnly, session: yes, shell: yes },
  'ledger.export': { key: adminOnly, session: yes, shell: yes },
  'key.list': { key: adminOnly, session: yes, shell: yes },
  'key.create': { key: adminOnly, session: yes, shell: yes },
  'key.revoke': { key: adminOnly, session: yes, shell: yes },
  'kek.rotate': { key: adminOnly, session: shellOnly, shell: yes },
  'ledger-key.rotate': { key: adminOnly, session: shellOnly, shell: yes },
  'backup.create': { key: adminOnly, session: shellOnly, shell: yes },
  'subject.read': { key: adminOnly, session: yes, shell: yes },
  'subject.erase': { key: adminOnly, session: yes, shell: yes },
  'hold.read': { key: adminOnly, session: yes, shell: yes },
  'hold.place': { key: adminOnly, session: yes, shell: yes },
  'hold.release': { key: adminOnly, session: yes, shell: yes },
  'retention.read': { key: adminOnly, session: yes, shell: yes },
  'retention.apply': { key: adminOnly, session: yes, shell: yes },
  'erasures.supply': { key: adminOnly, session: shellOnly, shell: yes },
  'erasures.waive': { key: adminOnly, session: shellOnly, shell: yes },
  'session.read': { key: adminOnly, session: yes, shell: yes },
  'session.end': { key: adminOnly, session: yes, shell: yes },
  'login-link.create': { key: adminOnly, session: shellOnly, shell: yes },
};
// A map has no inherited members that an action named `constructor` could find.
const rulesOf: ReadonlyMap<string, Rules> = new Map(Object.entries(table));

/** Answers the one question asked of identity. A denial says what is missing, never a credential. */
export function authorize(principal: Principal, action: Action, resource: Resource): Access {
  const rules = rulesOf.get(action) ?? (actions.includes(action) ? adminRules : undefined);
  if (rules === undefined) return deny('There is no such action.');
  switch (principal.kind) {
    case 'key':
      return rules.key(principal, resource);
    case 'session':
      return rules.session(principal, resource);
    case 'shell':
      return rules.shell(principal, resource);
    default:
      return deny('There is no such kind of caller.');
  }
}

function invokeRoute(key: Principal, resource: Resource): Access {
  if (resource.kind !== 'route') return deny('Only a route can be invoked.');
  const access = inOwnProject(key, resource);
  if (!access.allow) return access;
  const routes = key.scope?.routes ?? [];
  if (routes.includes('*') || routes.includes(resource.id)) return { allow: true };
  return deny(`The scope of this key does not name the route "${resource.id.slice(0, 64)}".`);
}

function inOwnProject(key: Principal, resource: Resource): Access {
  if (resource.project === undefined || resource.project === key.scope?.project) return { allow: true };
  return deny('This key belongs to another project.');
}

function deny(reason: string): Access {
  return { allow: false, reason };
}
