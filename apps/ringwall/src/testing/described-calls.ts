import type { Answer, Asked } from './described-client.ts';

/** What earlier answers said that later calls need. */
export type Known = Map<string, string>;

/** One call of one operation, and what it is answered with. */
export interface DescribedCall {
  readonly operation: string;
  /** Through the socket, or as a person who signed in. */
  readonly as: 'shell' | 'person' | 'nobody';
  readonly status: number;
  asked(known: Known): Asked | Promise<Asked>;
  keep(answer: Answer, known: Known): void;
}

type Options = {
  readonly as?: DescribedCall['as'];
  readonly status?: number;
  readonly keep?: (json: Answer['json'], known: Known, answer: Answer) => void;
};

function call(
  operation: string,
  asked: Asked | ((known: Known) => Asked | Promise<Asked>) = {},
  { as = 'shell', status = 200, keep }: Options = {},
): DescribedCall {
  return {
    ...{ operation, as, status },
    asked: typeof asked === 'function' ? asked : () => asked,
    keep: (answer, known) => {
      // A session that gains a factor goes on under another cookie.
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
      if (cookie !== undefined && operation !== 'signInWithCode') known.set('cookie', cookie);
      keep?.(answer.json, known, answer);
    },
  };
}

const of = (known: Known, name: string) => known.get(name) ?? 'none';
const reason = 'for the test';
const member = (value: unknown, name: string) => String(Object(value)[name]);
const as = { person: { as: 'person' }, nobody: { as: 'nobody' } } as const;

const approvalWaits = {
  status: 403,
  keep: (_: unknown, known: Known, { headers }: Answer) =>
    known.set('approval', String(headers['x-ringwall-approval'])),
};

function policies(id: string): Asked {
  const text = `@id("${id}")\n@reason("a test")\nforbid (principal, action == Ringwall::Action::"backup.create", resource);`;
  return { body: { text } };
}

/** Every operation once at least, in an order in which each can be answered. */
export const describedCalls: readonly DescribedCall[] = [
  call('getHealth', {}, as.nobody),
  call('getReadiness', {}, as.nobody),
  call('getOpenApi', {}, as.nobody),
  call('getSignInMethods', {}, as.nobody),
  call('getStatus'),
  call('getRoles'),

  call(
    'createUser',
    { body: { name: 'ada@example.com', displayName: 'Ada' } },
    { keep: ({ id }, known) => known.set('user', String(id)) },
  ),
  call('listUsers'),
  call('createProject', { body: { id: 'clinic', name: 'Clinic' } }),
  call('listProjects'),
  call('createGrant', (known) => ({ body: { to: of(known, 'user'), role: 'admin', project: '*' } }), {
    keep: ({ id }, known) => known.set('grant', String(id)),
  }),
  call('listGrants', (known) => ({ query: { holder: of(known, 'user') } })),
  call('inviteUser', (known) => ({ path: { id: of(known, 'user') }, body: {} }), {
    keep: ({ token }, known) => known.set('token', String(token)),
  }),
  call('beginSession', (known) => ({ body: { token: of(known, 'token') } }), as.nobody),
  call('beginSession', (known) => ({ body: { token: of(known, 'token') } }), { ...as.nobody, status: 401 }),
  call('createLoginLink', { body: {} }),

  call('getSession', {}, as.person),
  call('getAccount', {}, as.person),
  call('setPassword', { body: { password: 'four unrelated words please' } }, as.person),
  call(
    'beginTotp',
    { body: {} },
    {
      ...as.person,
      keep: ({ ticket, secret }, known) => known.set('ticket', String(ticket)).set('secret', String(secret)),
    },
  ),
  call(
    'confirmTotp',
    (known) => ({ body: { ticket: of(known, 'ticket'), code: of(known, 'code') } }),
    as.person,
  ),
  call(
    'makeRecoveryCodes',
    { body: {} },
    {
      ...as.person,
      keep: ({ recoveryCodes }, known) => known.set('recovery', String(Object(recoveryCodes)[0])),
    },
  ),
  call('beginPasskey', { body: {} }, as.person),
  // Whoever makes a passkey is a browser: here it is only refused.
  call('addPasskey', { body: { ticket: 'x', name: 'x', response: {} } }, { ...as.person, status: 400 }),
  call('removePasskey', { path: { id: 'none' } }, as.person),
  call(
    'signInWithPassword',
    { body: { name: 'ada@example.com', password: 'four unrelated words please' } },
    { ...as.nobody, keep: ({ ticket }, known) => known.set('step', String(ticket)) },
  ),
  call('beginPasskeySignIn', { body: {} }, as.nobody),
  call('signInWithPasskey', { body: { ticket: 'x', response: {} } }, { ...as.nobody, status: 401 }),
  call(
    'signInWithCode',
    (known) => ({ body: { ticket: of(known, 'step'), code: of(known, 'recovery') } }),
    as.nobody,
  ),
  call(
    'listOwnSessions',
    {},
    {
      ...as.person,
      keep: ({ items }, known) => {
        const list: readonly unknown[] = Array.isArray(items) ? items : [];
        const other = list.find((each) => Object(each).current !== true);
        known.set('session', member(other, 'id'));
      },
    },
  ),
  call('listSessions', (known) => ({ query: { user: of(known, 'user') } })),
  call('endOwnSession', (known) => ({ path: { id: of(known, 'session') } }), as.person),
  call('endSession', { path: { id: 'ses_none' } }),
  call('endOtherSessions', {}, as.person),

  call(
    'createService',
    { body: { name: 'shop', project: 'clinic' } },
    { keep: ({ id }, known) => known.set('service', String(id)) },
  ),
  call('listServices', { query: { project: 'clinic', limit: '1' } }),
  call('disableService', (known) => ({ path: { id: of(known, 'service') } })),
  call('getService', (known) => ({ path: { id: of(known, 'service') } })),
  call('getUser', { path: { id: 'usr_local' } }),
  call('enableService', (known) => ({ path: { id: of(known, 'service') } })),
  call(
    'createKey',
    { body: { name: 'shop', project: 'default' } },
    {
      keep: ({ key, secret }, known) =>
        known.set('key', member(key, 'id')).set('secret of the key', String(secret)),
    },
  ),
  call('listKeys', { query: { limit: '1' } }),
  call('rotateKey', (known) => ({ path: { id: of(known, 'key') }, body: { overlapMs: 60_000 } })),
  call(
    'setLimit',
    { body: { of: 'project:default', metric: 'requests', amount: 9_999, per: 'day' } },
    {
      keep: ({ id }, known) => known.set('limit', String(id)),
    },
  ),
  call('listLimits'),
  call('removeLimit', (known) => ({ path: { id: of(known, 'limit') } })),

  call(
    'listRequests',
    {},
    {
      keep: ({ items }, known) => known.set('request', member(Object(items)[0], 'request')),
    },
  ),
  call('countRequests'),
  call('exportRequests', { query: { format: 'jsonl' } }),
  call('exportRequests', { query: { format: 'csv' } }),
  call('getRequest', (known) => ({ path: { request: of(known, 'request') } })),
  call('openRequestBodies', (known) => ({ path: { request: of(known, 'request') }, body: { reason } })),
  call('explainRequest', (known) => ({ path: { request: of(known, 'request') } })),
  call('followRequests', { headers: { 'last-event-id': '0' } }),
  call('getOverview', { query: { hours: '1' } }),
  call('getPosture'),
  call('getFirstSteps'),
  call('getUsage', { query: { by: 'key', per: 'day' } }),
  call('listRoutes', { query: { limit: '1' } }),
  call('containRoute', { path: { name: 'demo-openai' }, body: { reason, minutes: 1 } }),
  call('getStatus'),
  call('releaseRoute', { path: { name: 'demo-openai' }, body: { reason } }),

  call('getPolicies'),
  call('checkPolicies', { body: { text: 'permit (' } }),
  call('applyPolicies', policies('one'), approvalWaits),
  call('listApprovals'),
  call('getApproval', (known) => ({ path: { id: of(known, 'approval') } })),
  call('approveRequest', (known) => ({ path: { id: of(known, 'approval') }, body: { reason } }), as.person),
  call('applyPolicies', (known) => ({
    ...policies('one'),
    headers: { 'x-ringwall-approval': of(known, 'approval') },
  })),
  call('applyPolicies', policies('two'), approvalWaits),
  call('refuseRequest', (known) => ({ path: { id: of(known, 'approval') }, body: { reason } }), as.person),
  call('listPolicyVersions'),
  call('getPolicyVersion', { path: { version: '1' } }),
  call('testPolicies', {
    body: {
      cases: [
        {
          ...{ principal: 'shell', action: 'status.read', expect: 'allow' },
          resource: { kind: 'server', id: 'ringwall' },
        },
      ],
    },
  }),
  call('explainQuestion', (known) => ({
    body: {
      ...{ principal: of(known, 'user'), action: 'key.list' },
      resource: { kind: 'project', id: 'default', project: 'default' },
    },
  })),

  call('createAuthority', { body: {} }),
  call('getAuthority'),
  call('getRevocationList'),
  call('issueCertificate', (known) => ({ body: { request: of(known, 'csr'), names: ['localhost'] } }), {
    keep: ({ certificate }, known) => known.set('certificate', member(certificate, 'id')),
  }),
  call('listCertificates'),
  call('revokeCertificate', (known) => ({ path: { id: of(known, 'certificate') }, body: { reason } })),

  call('listTokenIssuers'),
  call('revokeTokens', { body: { id: 'tok_none' } }),
  call('listTokenRevocations'),

  call('listLedgerEntries', { query: { type: 'llm.', limit: '2' } }),
  call('listLedgerEntries', { query: { text: 'nobody wrote this' } }),
  call('getLedgerEntry', { path: { index: '0' } }),
  call('proveLedgerEntry', { path: { index: '0' } }),
  call('proveLedgerConsistency', { query: { from: '1' } }),
  call('getLedgerCheckpoint'),
  call('getLedgerWitnesses'),
  call('followLedger', { query: { from: '0' } }),
  call('exportLedger', { body: { filter: { project: 'default' } } }),
  call('getTlogCheckpoint'),
  call('getTlogTile', { path: { rest: '0/000' } }, { status: 404 }),
  call('rotateLedgerKey', { body: { overlapMs: 60_000 } }),
  call('listLedgerKeyChanges'),
  call('retireLedgerKey', { body: {} }),
  call('rotateEncryptionKey'),
  call('getStatus'),

  call('findSubject', { body: { name: 'patient', project: 'default' } }),
  call(
    'placeHold',
    { body: { project: 'default', reason } },
    {
      keep: ({ hold }, known) => known.set('hold', String(hold)),
    },
  ),
  call('listHolds', { query: { project: 'default' } }),
  call('eraseSubject', { body: { name: 'patient', project: 'default', reason } }, { status: 409 }),
  call('releaseHold', (known) => ({ path: { hold: of(known, 'hold') }, body: { reason } })),
  call('eraseSubject', { body: { name: 'patient', project: 'default', reason } }),
  call('getRetention'),
  call('applyRetention', { body: { dryRun: true } }),
  call('supplyErasures', { body: { slice: '{}' } }, { status: 400 }),
  call('waiveErasures', { body: { reason } }),

  call('createBackup', (known) => ({ body: { directory: of(known, 'backup'), withKeys: false } })),
  call('getLatestBackup'),

  call('getKey', (known) => ({ path: { id: of(known, 'key') } })),
  call('revokeKey', (known) => ({ path: { id: of(known, 'key') } })),
  call('revokeGrant', (known) => ({ path: { id: of(known, 'grant') } })),
  // Whoever administers keeps a second factor.
  call('removeTotp', {}, as.person),
  call('signOut', {}, as.person),
  call('unlockUser', (known) => ({ path: { id: of(known, 'user') }, body: {} })),
  call('disableUser', (known) => ({ path: { id: of(known, 'user') } })),
  call('enableUser', (known) => ({ path: { id: of(known, 'user') } })),
];
