/** What a person, a service or an agent may be to a project, or to the whole installation. */
export const roles = ['admin', 'security', 'engineer', 'compliance', 'auditor', 'service'] as const;
export type Role = (typeof roles)[number];

/** A role, and where it holds. `*` stands for every project. */
export interface RoleGrant {
  readonly role: Role;
  readonly project: string;
  /** It holds for this one route, model or dataset alone; absent: for all of them. */
  readonly on?: { readonly kind: 'route' | 'model' | 'dataset'; readonly id: string };
  /** Milliseconds since the epoch; infinite where it does not end. */
  readonly untilMs: number;
}

/** What a credential is confined to, whatever whoever carries it may do. `*` in a list stands for everything. */
export interface Scope {
  readonly project?: string;
  readonly routes: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
  readonly purposes: readonly string[];
  /** Whether it may be used on the admin API too. */
  readonly administration: boolean;
}

/** Who a credential speaks for. */
export interface Who {
  readonly type: 'user' | 'service' | 'agent' | 'shell';
  /** `usr_…`, `svc_…`, `agt_…`; of a key that belongs to nobody its own id; of the shell `local`. */
  readonly id: string;
  /** Of an agent: the user it acts for, whose rights bound its own. */
  readonly onBehalfOf?: string;
}

/** Who is calling, once authenticated. */
export interface Principal {
  /**
   * How it was shown: an API key, a bearer token of a trusted issuer, a client certificate, a session of the console,
   * or the 0600 Unix socket, which is open to the owner of the data directory alone.
   */
  readonly kind: 'key' | 'token' | 'certificate' | 'session' | 'shell';
  /** Id of the credential: `key_…`, `tok_…`, `crt_…`, `ses_…`, `local`. */
  readonly id: string;
  readonly who: Who;
  /** Absent: the credential confines nothing. */
  readonly scope?: Scope;
  /** Grants that come with the credential itself, beside those that are held for `who`. */
  readonly grants?: readonly RoleGrant[];
  /** The person it is bound to, as the ledger looks persons up; absent where it speaks for anybody. */
  readonly subject?: string;
  /** Id of the client certificate that it was shown with, where one came along. */
  readonly certificate?: string;
  /** When the credential ends by itself, in milliseconds since the epoch; absent: never. */
  readonly untilMs?: number;
}

/** Everything a caller can ask for; `authorize` knows no other word. */
export const actions = [
  'route.invoke',
  'route.list',
  'route.contain',
  'model.list',
  'status.read',
  'traffic.read',
  'body.open',
  'ledger.read',
  'ledger.export',
  'project.list',
  'project.create',
  'key.list',
  'key.create',
  'key.rotate',
  'key.revoke',
  'user.list',
  'user.create',
  'user.update',
  'user.invite',
  'service.list',
  'service.create',
  'service.update',
  'grant.list',
  'grant.create',
  'grant.revoke',
  'policy.read',
  'policy.test',
  'policy.change',
  'limit.read',
  'limit.set',
  'approval.list',
  'approval.decide',
  'certificate.list',
  'certificate.issue',
  'certificate.revoke',
  'kek.rotate',
  'subject.read',
  'subject.erase',
  'hold.read',
  'hold.place',
  'hold.release',
  'retention.read',
  'retention.apply',
  'erasures.supply',
  'erasures.waive',
  'ledger-key.rotate',
  'backup.create',
  'session.read',
  'session.end',
  'session.list',
  'session.revoke',
  'account.read',
  'account.change',
  'login-link.create',
] as const;
export type Action = (typeof actions)[number];

/** What a caller can ask for something of. */
export const resourceKinds = [
  'route',
  'model',
  'dataset',
  'project',
  'server',
  'ledger',
  'request',
  'key',
  'session',
  'user',
  'service',
  'grant',
  'policy',
  'limit',
  'approval',
  'certificate',
  'subject',
  'hold',
] as const;

export interface Resource {
  readonly kind: (typeof resourceKinds)[number];
  readonly id: string;
  /** Absent where the resource belongs to the whole installation. */
  readonly project?: string;
}

/** What else a decision may depend on. */
export interface AccessContext {
  /** The model asked for, by its public name. */
  readonly model?: string;
  /** What for, in the caller's word. */
  readonly purpose?: string;
  /** The peer's address as the socket says it. */
  readonly address?: string;
}

export type Access =
  | { readonly allow: true; readonly policies?: readonly string[] }
  | {
      readonly allow: false;
      readonly reason: string;
      /** The policies that forbid it; absent or empty where none permits it. */
      readonly policies?: readonly string[];
    };
