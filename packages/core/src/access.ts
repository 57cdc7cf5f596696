/** Who is calling, once authenticated. */
export type Principal =
  /** An API key on the gateway. */
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly project: string;
      readonly routes: readonly string[];
      /** The person it is bound to, as the ledger looks persons up; absent where it speaks for anybody. */
      readonly subject?: string;
    }
  /** A person signed in to the console. */
  | { readonly kind: 'session'; readonly id: string }
  /** Whoever may open the 0600 Unix socket: the owner of the data directory. */
  | { readonly kind: 'shell'; readonly id: 'local' };

/** Everything a caller can ask for; `authorize` knows no other word. */
export type Action =
  | 'route.invoke'
  | 'model.list'
  | 'status.read'
  | 'traffic.read'
  | 'body.open'
  | 'ledger.read'
  | 'ledger.export'
  | 'key.list'
  | 'key.create'
  | 'key.revoke'
  | 'kek.rotate'
  | 'subject.read'
  | 'subject.erase'
  | 'hold.read'
  | 'hold.place'
  | 'hold.release'
  | 'retention.read'
  | 'retention.apply'
  | 'erasures.supply'
  | 'erasures.waive'
  | 'ledger-key.rotate'
  | 'backup.create'
  | 'session.read'
  | 'session.end'
  | 'login-link.create';

export interface Resource {
  readonly kind: 'route' | 'project' | 'server' | 'ledger' | 'request' | 'key' | 'session';
  readonly id: string;
  /** Absent where the resource belongs to the whole installation. */
  readonly project?: string;
}

export type Access = { readonly allow: true } | { readonly allow: false; readonly reason: string };
