import { type ErrorTable, RingwallError } from '@ringwall/core';

export type IdentityErrorCode =
  | 'identity/key-invalid'
  | 'identity/key-unknown'
  | 'identity/project-unknown'
  | 'identity/too-many-login-links'
  | 'identity/user-invalid'
  | 'identity/user-exists'
  | 'identity/user-unknown'
  | 'identity/grant-invalid'
  | 'identity/grant-unknown'
  | 'identity/grant-beyond'
  | 'identity/policy-invalid'
  | 'identity/policy-beyond'
  | 'identity/policy-conflict'
  | 'identity/policy-busy'
  | 'identity/policy-unread'
  | 'identity/policy-version-unknown'
  | 'identity/principal-unknown'
  | 'identity/request-unknown'
  | 'identity/limit-invalid'
  | 'identity/limit-unknown'
  | 'identity/token-invalid'
  | 'identity/sign-in-failed'
  | 'identity/sign-in-throttled'
  | 'identity/sign-in-busy'
  | 'identity/password-unfit'
  | 'identity/confirmation-needed'
  | 'identity/second-factor-needed'
  | 'identity/code-wrong'
  | 'identity/passkey-refused'
  | 'identity/account-elsewhere'
  | 'identity/reset-needed'
  | 'identity/reset-needs-shell'
  | 'identity/key-ended'
  | 'identity/not-yours'
  | 'identity/project-invalid'
  | 'identity/project-exists'
  | 'identity/service-invalid'
  | 'identity/service-exists'
  | 'identity/service-unknown'
  | 'identity/authority-missing'
  | 'identity/authority-exists'
  | 'identity/certificate-invalid'
  | 'identity/certificate-unknown'
  | 'identity/approval-required'
  | 'identity/approval-invalid'
  | 'identity/approval-unknown'
  | 'identity/too-many-approvals'
  | 'identity/idempotency-key-invalid'
  | 'identity/idempotency-key-reused'
  | 'identity/idempotency-running'
  | 'identity/idempotency-unknown'
  | 'identity/row-damaged';

export const identityErrors: ErrorTable<IdentityErrorCode> = {
  'identity/key-invalid': {
    status: 400,
    exit: 2,
    title: 'The API key cannot be made as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/key-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such API key',
    advice: 'List the keys and give the id of one of them.',
  },
  'identity/project-unknown': {
    status: 404,
    exit: 2,
    title: 'There is no such project',
    advice: 'Name an existing project, or none for the default one.',
  },
  'identity/too-many-login-links': {
    status: 429,
    exit: 1,
    title: 'Too many login links are waiting to be used',
    advice: 'Use one of them, or wait until the oldest expires.',
  },
  'identity/user-invalid': {
    status: 400,
    exit: 2,
    title: 'The user cannot be made as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/user-exists': {
    status: 409,
    exit: 2,
    title: 'There is a user of that name',
    advice: 'Choose another name, or enable the user there is.',
  },
  'identity/user-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such user',
    advice: 'List the users and give the id of one of them.',
  },
  'identity/grant-invalid': {
    status: 400,
    exit: 2,
    title: 'The role cannot be granted as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/grant-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such grant',
    advice: 'List the grants and give the id of one of them.',
  },
  'identity/token-invalid': {
    status: 400,
    exit: 2,
    title: 'What is to be revoked is not named so that it could be found',
    advice:
      'Give an id as the ledger has it (tok_…, usr_…, svc_…), or a configured issuer with jti or subject.',
  },
  'identity/limit-invalid': {
    status: 400,
    exit: 2,
    title: 'The limit cannot be set as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/limit-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such limit',
    advice: 'List the limits and give the id of one of them.',
  },
  'identity/sign-in-failed': {
    status: 401,
    exit: 3,
    title: 'Not signed in',
    advice: 'Check the name, the password and the code, or ask an administrator for an invitation.',
  },
  'identity/sign-in-throttled': {
    status: 429,
    exit: 3,
    title: 'Too many attempts to sign in',
    advice: 'Wait as long as the answer says. On the machine of the server, `ringwall login` always works.',
  },
  'identity/sign-in-busy': {
    status: 503,
    exit: 3,
    title: 'Too many people are signing in at once',
    advice: 'Try again in a few seconds.',
  },
  'identity/password-unfit': {
    status: 400,
    exit: 2,
    title: 'This password is not taken',
    advice: 'Choose a longer one that nobody guesses: four or five unrelated words are good.',
  },
  'identity/confirmation-needed': {
    status: 403,
    exit: 3,
    title: 'Show once more who you are',
    advice: 'Sign in again; for ten minutes you can then change what you sign in with.',
  },
  'identity/second-factor-needed': {
    status: 403,
    exit: 3,
    title: 'Your role needs a second factor',
    advice: 'Set up one-time codes or a passkey in your account.',
  },
  'identity/code-wrong': {
    status: 400,
    exit: 2,
    title: 'The code is not the one of now',
    advice: 'Type the code that the app shows now; check that the clocks agree, or begin again.',
  },
  'identity/passkey-refused': {
    status: 400,
    exit: 2,
    title: 'The passkey cannot be used',
    advice:
      'Begin again. Passkeys need a host name: open the console as http://localhost or under its own name.',
  },
  'identity/account-elsewhere': {
    status: 409,
    exit: 2,
    title: 'This account signs in elsewhere',
    advice: 'Change what you sign in with at your identity provider.',
  },
  'identity/reset-needed': {
    status: 409,
    exit: 2,
    title: 'This user can sign in already',
    advice: 'Say that what they sign in with is to be taken away: `ringwall user reset <user>`.',
  },
  'identity/reset-needs-shell': {
    status: 403,
    exit: 3,
    title: 'This account can be reset from a shell only',
    advice: 'Run `ringwall user reset <user>` on the machine of the server.',
  },
  'identity/key-ended': {
    status: 409,
    exit: 1,
    title: 'The API key has ended',
    advice: 'A key that was revoked or has expired cannot be rotated: make a new one.',
  },
  'identity/not-yours': {
    status: 403,
    exit: 1,
    title: 'This credential would give more than you may hand out',
    advice:
      'Make it for yourself or for a service of your project that may do no more, or ask an administrator of all projects.',
  },
  'identity/project-invalid': {
    status: 400,
    exit: 2,
    title: 'The project cannot be made as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/project-exists': {
    status: 409,
    exit: 2,
    title: 'There is a project of that name',
    advice: 'Use it, or choose another name.',
  },
  'identity/service-invalid': {
    status: 400,
    exit: 2,
    title: 'The service cannot be made as asked',
    advice: 'Correct the field named in the detail.',
  },
  'identity/service-exists': {
    status: 409,
    exit: 2,
    title: 'There is a service of that name or SPIFFE ID',
    advice: 'Choose another, or enable the service there is.',
  },
  'identity/service-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such service',
    advice: 'List the services and give the id of one of them.',
  },
  'identity/policy-invalid': {
    status: 400,
    exit: 2,
    title: 'The policies cannot be taken',
    advice: 'Correct them at the places named in the detail; what was in force still is.',
  },
  'identity/policy-beyond': {
    status: 403,
    exit: 1,
    title: 'These policies would permit something else than before',
    advice: 'Change only policies that forbid, or ask an administrator of all projects.',
  },
  'identity/policy-conflict': {
    status: 409,
    exit: 1,
    title: 'Somebody else has changed the policies meanwhile',
    advice: 'Look at what is in force now, and make your change again.',
  },
  'identity/policy-busy': {
    status: 503,
    exit: 3,
    title: 'Too many texts of policies are being looked at',
    advice: 'Try again in a few seconds.',
  },
  'identity/policy-unread': {
    status: 503,
    exit: 3,
    title: 'The policies could not be read',
    advice: 'Try again; if it stays so, make the policies fewer or simpler. What was in force still is.',
  },
  'identity/policy-version-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such version of the policies',
    advice: 'List the versions and give the number of one of them.',
  },
  'identity/principal-unknown': {
    status: 404,
    exit: 1,
    title: 'There is nobody of that id',
    advice: 'Give the id of a user, a service, an agent or a key, or `shell`.',
  },
  'identity/request-unknown': {
    status: 404,
    exit: 1,
    title: 'Nothing is on record of that request',
    advice: 'Give the id that the answer carried, or ask by principal, action and resource.',
  },
  'identity/authority-missing': {
    status: 404,
    exit: 1,
    title: 'There is no certificate authority here',
    advice: 'Make one with `ringwall ca init`.',
  },
  'identity/authority-exists': {
    status: 409,
    exit: 2,
    title: 'There is a certificate authority already',
    advice: 'Use it: `ringwall ca show`.',
  },
  'identity/certificate-invalid': {
    status: 400,
    exit: 2,
    title: 'The certificate cannot be issued as asked',
    advice: 'Correct the member that the detail names.',
  },
  'identity/certificate-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such certificate',
    advice: 'List the certificates and give the id of one of them.',
  },
  'identity/grant-beyond': {
    status: 403,
    exit: 1,
    title: 'This role is more than you may give',
    advice: 'Grant what you hold yourself, or ask an administrator of all projects.',
  },
  'identity/approval-required': {
    status: 403,
    exit: 1,
    title: 'This takes a second person',
    advice:
      'Have somebody else run `ringwall approval approve <id>`, then repeat exactly this with --approval <id> (x-ringwall-approval).',
  },
  'identity/approval-invalid': {
    status: 409,
    exit: 1,
    title: 'The approval does not count for this',
    advice: 'Ask anew, without naming an approval; a request that was changed needs one of its own.',
  },
  'identity/approval-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such approval',
    advice: 'List them with `ringwall approval list` and give the id of one.',
  },
  'identity/too-many-approvals': {
    status: 429,
    exit: 1,
    title: 'Too many requests wait for a second person',
    advice: 'Decide on some of them: `ringwall approval list`.',
  },
  'identity/idempotency-key-invalid': {
    status: 400,
    exit: 2,
    title: 'The idempotency key cannot be used',
    advice: 'Send one key for each request, such as a UUID, or none.',
  },
  'identity/idempotency-key-reused': {
    status: 422,
    exit: 2,
    title: 'The idempotency key belongs to another request',
    advice: 'Give every new request a key of its own; repeat a request exactly as it was.',
  },
  'identity/idempotency-running': {
    status: 409,
    exit: 1,
    title: 'The same request is being done now',
    advice: 'Wait for its answer, or repeat it in a moment under the same key.',
  },
  'identity/idempotency-unknown': {
    status: 409,
    exit: 1,
    title: 'Nobody knows what became of the same request',
    advice:
      'The server stopped or failed while it was done, or its answer was too large to keep. Look whether it was done, and repeat it under a new key if it was not.',
  },
  'identity/row-damaged': {
    status: 500,
    exit: 3,
    title: 'A stored key or grant cannot be read',
    advice: 'Keep a copy of the data directory, then restore it from a backup.',
  },
};

export class IdentityError extends RingwallError<IdentityErrorCode> {
  constructor(code: IdentityErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(identityErrors, code, detail, options);
  }
}

/** Something that takes two persons was asked for by one. */
export class ApprovalRequired extends IdentityError {
  /** What the second person decides on. */
  readonly approval: string;

  constructor(approval: string) {
    super('identity/approval-required', `The request ${approval} waits for somebody else to approve it.`);
    this.approval = approval;
  }
}
