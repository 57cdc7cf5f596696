import { randomBytes } from 'node:crypto';
import type { ServiceReply, ServiceRequest } from './local-service.ts';
import type { TestClock } from './test-dependencies.ts';

interface Session {
  readonly issuedAt: number;
  endsAt: number;
}

export interface VaultSessions {
  /** Takes part in nothing else: a token made by hand, without an end. */
  readonly rootToken: string;
  readonly roleId: string;
  readonly secretId: string;
  readonly ttlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly sessions: Map<string, Session>;
  valid(token: string | undefined): boolean;
  /** Undefined for paths that are not about logging in. */
  answer(request: ServiceRequest, path: string): ServiceReply | undefined;
}

/** AppRole and the token's own paths (Auth method API, "AppRole" and "Token"). */
export function vaultSessions(clock: TestClock): VaultSessions {
  const sessions = new Map<string, Session>();
  const own: Omit<VaultSessions, 'valid' | 'answer' | 'sessions'> = {
    rootToken: `hvs.${randomBytes(12).toString('hex')}`,
    roleId: 'role-0001',
    secretId: 'secret-0001',
    ttlSeconds: 1200,
    maxTtlSeconds: 3600,
  };

  const valid = (token = '') => token === own.rootToken || clock.now() < (sessions.get(token)?.endsAt ?? 0);

  function granted(token: string, seconds: number): ServiceReply {
    return { status: 200, body: { auth: { client_token: token, lease_duration: seconds, renewable: true } } };
  }

  function login(body: Record<string, unknown>): ServiceReply {
    if (body.role_id !== own.roleId || body.secret_id !== own.secretId) {
      return { status: 400, body: { errors: ['invalid role or secret ID'] } };
    }
    const token = `hvs.${randomBytes(12).toString('hex')}`;
    sessions.set(token, { issuedAt: clock.now(), endsAt: clock.now() + own.ttlSeconds * 1000 });
    return granted(token, own.ttlSeconds);
  }

  function renew(token: string): ServiceReply {
    const session = sessions.get(token);
    if (session === undefined || !valid(token))
      return { status: 403, body: { errors: ['permission denied'] } };
    const last = session.issuedAt + own.maxTtlSeconds * 1000;
    session.endsAt = Math.min(clock.now() + own.ttlSeconds * 1000, last);
    return granted(token, Math.floor((session.endsAt - clock.now()) / 1000));
  }

  return {
    ...own,
    sessions,
    valid,
    answer({ method, headers, body }, path) {
      if (!path.startsWith('auth/')) return undefined;
      if (method !== 'POST') return { status: 405, body: { errors: [] } };
      const token = headers['x-vault-token'] ?? '';
      switch (path) {
        case 'auth/approle/login':
          return login(JSON.parse(Buffer.from(body).toString()));
        case 'auth/token/renew-self':
          return renew(token);
        case 'auth/token/revoke-self':
          sessions.delete(token);
          return { status: 204 };
        default:
          return { status: 404, body: { errors: [] } };
      }
    },
  };
}
