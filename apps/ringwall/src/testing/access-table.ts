import type { Role } from '@ringwall/core';

/** One of each thing there is in a project. */
export interface Things {
  readonly project: string;
  readonly route: string;
  readonly model: string;
  readonly key: string;
  readonly request: string;
  /** Index of an entry of the ledger. */
  readonly entry: number;
  readonly grant: string;
  readonly service: string;
  readonly limit: string;
  readonly hold: string;
  readonly approval: string;
  /** The name of a person, as requests give it. */
  readonly person: string;
}

export interface Call {
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Where a role has to be held. `thing`: in the project of what it is about. `all`: in every project. `list`: in any
 * project; what is answered is of the projects where it is held. Or it takes no role: `signed-in`, `shell`, `anybody`.
 */
export type Reach = 'thing' | 'all' | 'list' | 'signed-in' | 'shell' | 'anybody';

export interface Row {
  readonly endpoint: string;
  readonly reach: Reach;
  readonly roles: readonly Role[];
  call(things: Things): Call;
}

const letters: Readonly<Record<string, Role>> = {
  a: 'admin',
  s: 'security',
  e: 'engineer',
  c: 'compliance',
  u: 'auditor',
  v: 'service',
};

function row(
  endpoint: string,
  reach: Reach,
  who: string,
  call: Call | ((of: Things) => Partial<Call>) = { path: '' },
): Row {
  const path = endpoint.slice(endpoint.indexOf(' ') + 1);
  return {
    endpoint,
    reach,
    roles: [...who].flatMap((letter) => letters[letter] ?? []),
    call: (of) => (typeof call === 'function' ? { path, ...call(of) } : { ...call, path }),
  };
}

const reason = 'to see who may';
const nobody = 'usr_none';

/** Who may do what, written by hand: a(dmin), s(ecurity), e(ngineer), c(ompliance), (a)u(ditor), (ser)v(ice). */
export const adminTable: readonly Row[] = [
  row('GET /healthz', 'anybody', ''),
  row('GET /readyz', 'anybody', ''),
  row('GET /api/openapi.json', 'anybody', ''),
  row('POST /api/session', 'anybody', '', { path: '', body: { token: 'x' } }),
  row('GET /api/sign-in/methods', 'anybody', ''),
  row('POST /api/sign-in/password', 'anybody', '', { path: '', body: { name: 'x', password: 'x' } }),
  row('POST /api/sign-in/totp', 'anybody', '', { path: '', body: { ticket: 'x', code: '1' } }),
  row('POST /api/sign-in/passkey/options', 'anybody', '', { path: '', body: {} }),
  row('POST /api/sign-in/passkey', 'anybody', '', { path: '', body: { ticket: 'x', response: {} } }),

  row('GET /api/session', 'signed-in', ''),
  row('DELETE /api/session', 'signed-in', ''),
  row('GET /api/account', 'signed-in', ''),
  row('POST /api/account/password', 'signed-in', '', { path: '', body: { password: 'x' } }),
  row('POST /api/account/totp', 'signed-in', '', { path: '', body: {} }),
  row('POST /api/account/totp/confirm', 'signed-in', '', { path: '', body: { ticket: 'x', code: '1' } }),
  row('DELETE /api/account/totp', 'signed-in', ''),
  row('POST /api/account/passkeys/options', 'signed-in', '', { path: '', body: {} }),
  row('POST /api/account/passkeys', 'signed-in', '', {
    path: '',
    body: { ticket: 'x', name: 'x', response: {} },
  }),
  row('DELETE /api/account/passkeys/:id', 'signed-in', '', () => ({ path: '/api/account/passkeys/x' })),
  row('POST /api/account/recovery-codes', 'signed-in', '', { path: '', body: {} }),
  row('GET /api/account/sessions', 'signed-in', ''),
  row('DELETE /api/account/sessions', 'signed-in', ''),
  row('DELETE /api/account/sessions/:id', 'signed-in', '', () => ({ path: '/api/account/sessions/x' })),

  row('GET /api/status', 'list', 'asecu'),
  row('GET /api/roles', 'list', 'ascu'),
  row('GET /api/requests', 'list', 'asecu'),
  row('GET /api/requests/count', 'list', 'asecu'),
  row('GET /api/requests/export', 'list', 'asecu'),
  row('GET /api/routes', 'list', 'asecu'),
  row('POST /api/routes/:name/contain', 'thing', 'as', ({ route }) => ({
    path: `/api/routes/${route}/contain`,
    body: { reason, minutes: 1 },
  })),
  row('POST /api/routes/:name/release', 'thing', 'as', ({ route }) => ({
    path: `/api/routes/${route}/release`,
    body: { reason },
  })),
  row('GET /api/overview', 'list', 'asecu'),
  row('GET /api/posture', 'list', 'asecu'),
  row('GET /api/first-steps', 'list', 'asecu'),
  row('GET /api/events', 'list', 'asecu'),
  row('GET /api/requests/:request', 'thing', 'asecu', ({ request }) => ({
    path: `/api/requests/${request}`,
  })),
  row('POST /api/requests/:request/open', 'thing', 'asc', ({ request }) => ({
    path: `/api/requests/${request}/open`,
    body: { reason },
  })),
  row('GET /api/usage', 'list', 'asecu'),

  row('GET /api/ledger/entries', 'list', 'asecu'),
  row('GET /api/ledger/events', 'list', 'asecu', () => ({ path: '/api/ledger/events?from=0' })),
  row('GET /api/ledger/entries/:index', 'thing', 'asecu', ({ entry }) => ({
    path: `/api/ledger/entries/${entry}`,
  })),
  row('GET /api/ledger/proof/:index', 'thing', 'asecu', ({ entry }) => ({
    path: `/api/ledger/proof/${entry}`,
  })),
  row('GET /api/ledger/consistency', 'list', 'asecu', () => ({ path: '/api/ledger/consistency?from=0' })),
  row('GET /api/ledger/checkpoint', 'list', 'asecu'),
  row('GET /api/ledger/witness', 'list', 'asecu'),
  row('GET /api/ledger/key/changes', 'list', 'asecu'),
  row('POST /api/ledger/export', 'thing', 'ascu', ({ project }) => ({ body: { filter: { project } } })),
  row('POST /api/ledger/export', 'all', 'ascu', () => ({ body: {} })),
  // Bundles of entries hold those of all projects.
  row('GET /ledger/checkpoint', 'all', 'asecu'),
  row('GET /ledger/tile/*', 'all', 'asecu', () => ({ path: '/ledger/tile/entries/000' })),

  row('GET /api/projects', 'list', 'asecu'),
  row('POST /api/projects', 'all', 'a', () => ({ body: { id: 'new' } })),
  row('GET /api/users', 'all', 'ascu'),
  row('GET /api/users/:id', 'all', 'ascu', () => ({ path: '/api/users/usr_local' })),
  row('POST /api/users', 'all', 'a', () => ({ body: { name: 'new' } })),
  row('POST /api/users/:id/disable', 'all', 'as', () => ({ path: `/api/users/${nobody}/disable` })),
  row('POST /api/users/:id/enable', 'all', 'as', () => ({ path: `/api/users/${nobody}/enable` })),
  row('POST /api/users/:id/invite', 'all', 'a', () => ({ path: `/api/users/${nobody}/invite`, body: {} })),
  row('POST /api/users/:id/unlock', 'all', 'as', () => ({ path: `/api/users/${nobody}/unlock`, body: {} })),
  row('GET /api/sessions', 'all', 'ascu'),
  row('DELETE /api/sessions/:id', 'all', 'as', () => ({ path: '/api/sessions/ses_none' })),
  row('GET /api/tokens/issuers', 'all', 'ascu'),
  row('GET /api/tokens/revocations', 'all', 'ascu'),
  row('POST /api/tokens/revoke', 'all', 'as', () => ({ body: { id: 'tok_none' } })),

  row('GET /api/services', 'list', 'asecu'),
  row('GET /api/services/:id', 'thing', 'asecu', ({ service }) => ({ path: `/api/services/${service}` })),
  row('POST /api/services', 'thing', 'ase', ({ project }) => ({ body: { name: 'new', project } })),
  row('POST /api/services/:id/disable', 'thing', 'as', ({ service }) => ({
    path: `/api/services/${service}/disable`,
  })),
  row('POST /api/services/:id/enable', 'thing', 'as', ({ service }) => ({
    path: `/api/services/${service}/enable`,
  })),

  row('GET /api/keys', 'list', 'asecu'),
  row('GET /api/keys/:id', 'thing', 'asecu', ({ key }) => ({ path: `/api/keys/${key}` })),
  row('POST /api/keys', 'thing', 'ase', ({ project }) => ({ body: { name: 'new', project } })),
  row('POST /api/keys/:id/rotate', 'thing', 'ase', ({ key }) => ({
    path: `/api/keys/${key}/rotate`,
    body: {},
  })),
  row('DELETE /api/keys/:id', 'thing', 'ase', ({ key }) => ({ path: `/api/keys/${key}` })),

  row('GET /api/grants', 'list', 'ascu'),
  row('POST /api/grants', 'thing', 'a', ({ project }) => ({
    body: { to: nobody, role: 'engineer', project },
  })),
  row('POST /api/grants', 'all', 'a', () => ({ body: { to: nobody, role: 'engineer', project: '*' } })),
  row('DELETE /api/grants/:id', 'thing', 'as', ({ grant }) => ({ path: `/api/grants/${grant}` })),

  row('GET /api/policies', 'all', 'asecu'),
  row('GET /api/policies/versions', 'all', 'asecu'),
  row('GET /api/policies/versions/:version', 'all', 'asecu', () => ({ path: '/api/policies/versions/1' })),
  row('POST /api/policies', 'all', 'as', () => ({ body: { text: '' } })),
  row('POST /api/policies/check', 'all', 'asec', () => ({ body: { text: '' } })),
  row('POST /api/policies/test', 'all', 'asec', () => ({
    body: {
      cases: [
        {
          principal: 'shell',
          action: 'status.read',
          resource: { kind: 'server', id: 'ringwall' },
          expect: 'allow',
        },
      ],
    },
  })),
  row('POST /api/policies/why', 'all', 'asec', ({ project }) => ({
    body: {
      ...{ principal: 'user', action: 'key.list' },
      resource: { kind: 'project', id: project, project },
    },
  })),
  row('GET /api/policies/decisions/:request', 'all', 'asec', ({ request }) => ({
    path: `/api/policies/decisions/${request}`,
  })),

  row('GET /api/limits', 'list', 'asecu'),
  row('POST /api/limits', 'thing', 'as', ({ project }) => ({
    body: { of: `project:${project}`, metric: 'requests', amount: 1000, per: 'day' },
  })),
  row('DELETE /api/limits/:id', 'thing', 'as', ({ limit }) => ({ path: `/api/limits/${limit}` })),

  row('GET /api/approvals', 'list', 'asecu'),
  row('GET /api/approvals/:id', 'thing', 'asecu', ({ approval }) => ({
    path: `/api/approvals/${approval}`,
  })),
  row('POST /api/approvals/:id/approve', 'thing', 'asc', ({ approval }) => ({
    path: `/api/approvals/${approval}/approve`,
    body: { reason },
  })),
  row('POST /api/approvals/:id/refuse', 'thing', 'asc', ({ approval }) => ({
    path: `/api/approvals/${approval}/refuse`,
    body: { reason },
  })),

  row('GET /api/authority', 'all', 'ascu'),
  row('POST /api/authority', 'all', 'as', () => ({ body: {} })),
  row('GET /api/authority/revocation-list', 'all', 'ascu'),
  row('GET /api/certificates', 'all', 'ascu'),
  row('POST /api/certificates', 'all', 'as', () => ({ body: { request: 'x', names: ['localhost'] } })),
  row('POST /api/certificates/:id/revoke', 'all', 'as', () => ({
    path: '/api/certificates/00/revoke',
    body: { reason },
  })),

  row('GET /api/holds', 'list', 'ascu'),
  row('POST /api/holds', 'thing', 'asc', ({ project }) => ({ body: { project, reason } })),
  row('POST /api/holds/:hold/release', 'thing', 'ac', ({ hold }) => ({
    path: `/api/holds/${hold}/release`,
    body: { reason },
  })),
  row('POST /api/subjects/find', 'thing', 'asc', ({ project, person }) => ({
    body: { project, name: person },
  })),
  row('POST /api/subjects/erase', 'thing', 'ac', ({ project, person }) => ({
    body: { project, name: person, reason },
  })),
  row('GET /api/retention', 'all', 'ascu'),
  row('POST /api/retention/apply', 'all', 'ac', () => ({ body: {} })),

  row('POST /api/login-links', 'shell', '', { path: '', body: {} }),
  row('POST /api/kek/rotate', 'shell', '', { path: '', body: {} }),
  row('POST /api/ledger/key/rotate', 'shell', '', { path: '', body: { overlapMs: 1000 } }),
  row('POST /api/ledger/key/retire', 'shell', '', { path: '', body: {} }),
  row('POST /api/backups', 'shell', '', { path: '', body: { directory: '/nowhere' } }),
  row('GET /api/backups/latest', 'shell', ''),
  row('POST /api/erasures/supply', 'shell', '', { path: '', body: { slice: '{}' } }),
  row('POST /api/erasures/waive', 'shell', '', { path: '', body: { reason } }),
];

const chat = (model: string) => ({ model, messages: [{ role: 'user', content: 'Hello' }] });

/** What a credential for AI traffic may do; its owner holds the role. */
export const gatewayTable: readonly Row[] = [
  row('POST /v1/chat/completions', 'thing', 'aev', ({ model }) => ({ body: chat(model) })),
  row('POST /v1/messages', 'thing', 'aev', ({ model }) => ({ body: { ...chat(model), max_tokens: 9 } })),
  row('GET /v1/models', 'list', 'aev'),
  row('GET /v1/models/:model', 'thing', 'aev', ({ model }) => ({ path: `/v1/models/${model}` })),
];
