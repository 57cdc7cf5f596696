import { type ErrorTable, RingwallError } from '@ringwall/core';

export type IdentityErrorCode =
  | 'identity/key-invalid'
  | 'identity/key-unknown'
  | 'identity/project-unknown'
  | 'identity/too-many-login-links'
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
  'identity/row-damaged': {
    status: 500,
    exit: 3,
    title: 'A stored API key cannot be read',
    advice: 'Keep a copy of the data directory, then restore it from a backup.',
  },
};

export class IdentityError extends RingwallError<IdentityErrorCode> {
  constructor(code: IdentityErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(identityErrors, code, detail, options);
  }
}
