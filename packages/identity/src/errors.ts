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
  | 'identity/limit-invalid'
  | 'identity/limit-unknown'
  | 'identity/policy-invalid'
  | 'identity/policy-conflict'
  | 'identity/policy-version-unknown'
  | 'identity/token-invalid'
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
  'identity/policy-invalid': {
    status: 400,
    exit: 2,
    title: 'The policies cannot be taken',
    advice: 'Correct them at the places named in the detail; what was in force still is.',
  },
  'identity/policy-conflict': {
    status: 409,
    exit: 1,
    title: 'Somebody else has changed the policies meanwhile',
    advice: 'Look at what is in force now, and make your change again.',
  },
  'identity/policy-version-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such version of the policies',
    advice: 'List the versions and give the number of one of them.',
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
