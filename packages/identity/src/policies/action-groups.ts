import { type Action, actions } from '@ringwall/core';

const gateway = ['route.invoke', 'model.list'] as const satisfies readonly Action[];
const account = [
  'session.read',
  'session.end',
  'account.read',
  'account.change',
] as const satisfies readonly Action[];
const shellOnly = [
  'kek.rotate',
  'ledger-key.rotate',
  'backup.create',
  'erasures.supply',
  'erasures.waive',
  'login-link.create',
] as const satisfies readonly Action[];
const notAdministration: readonly Action[] = [...gateway, ...account, ...shellOnly];

/** Actions by a name of their own, which policies may use as `action in Ringwall::Action::"reading"`. */
export const actionGroups = {
  /** What AI traffic asks for. */
  gateway,
  /** One's own sessions, password and second factors. */
  account,
  /** What only the machine's own shell may do, whatever a policy permits. */
  'shell-only': shellOnly,
  /** Looking at what is there, bodies excepted. */
  reading: [
    'status.read',
    'route.list',
    'traffic.read',
    'ledger.read',
    'project.list',
    'key.list',
    'service.list',
    'grant.list',
    'limit.read',
    'hold.read',
    'retention.read',
    'user.list',
    'policy.read',
    'approval.list',
    'certificate.list',
    'session.list',
  ],
  /** What belongs to no project: only who holds a role in every project may do it. */
  installation: [
    'project.create',
    'retention.read',
    'retention.apply',
    'user.list',
    'user.create',
    'user.update',
    'user.invite',
    'policy.read',
    'policy.test',
    'policy.change',
    'certificate.list',
    'certificate.issue',
    'certificate.revoke',
    'session.list',
    'session.revoke',
    ...shellOnly,
  ],
  /** Everything else that a person or a credential made for it administers. */
  administration: actions.filter((action) => !notAdministration.includes(action)),
} as const satisfies Readonly<Record<string, readonly Action[]>>;

const installation: ReadonlySet<Action> = new Set(actionGroups.installation);

/** Whether only a role that is held in every project permits it. */
export function isInstallationWide(action: Action): boolean {
  return installation.has(action);
}

/** The groups an action is in. */
export const groupsOf: ReadonlyMap<Action, readonly string[]> = new Map(
  actions.map((action) => [
    action,
    Object.entries(actionGroups).flatMap(([group, members]) =>
      members.some((member) => member === action) ? [group] : [],
    ),
  ]),
);
