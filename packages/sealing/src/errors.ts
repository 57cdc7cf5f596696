import { type ErrorTable, RingwallError } from '@ringwall/core';

export type SealingErrorCode =
  | 'sealing/not-accessible'
  | 'sealing/no-space'
  | 'sealing/exists'
  | 'sealing/source-changed'
  | 'sealing/cannot-resume'
  | 'sealing/folder-unsafe'
  | 'sealing/folder-incomplete'
  | 'sealing/member-unknown'
  | 'sealing/provider-config'
  | 'sealing/provider-unavailable'
  | 'sealing/provider-refused'
  | 'sealing/provider-answer'
  | 'sealing/key-unknown'
  | 'sealing/key-destroyed'
  | 'sealing/key-disabled'
  | 'sealing/keys-exposed'
  | 'sealing/unwrap-failed'
  | 'sealing/key-unsupported'
  | 'sealing/key-exists'
  | 'sealing/key-invalid';

export const sealingErrors: ErrorTable<SealingErrorCode> = {
  'sealing/not-accessible': {
    status: 500,
    exit: 3,
    title: 'A file cannot be read or written',
    advice: 'Give the user that runs this the right to the path named in the detail.',
  },
  'sealing/no-space': {
    status: 507,
    exit: 3,
    title: 'The disk is full',
    advice: 'Free space and run the same command again with --resume: what was written is kept aside.',
  },
  'sealing/exists': {
    status: 409,
    exit: 2,
    title: 'The output exists already',
    advice: 'Name another output, or pass --force to replace it.',
  },
  'sealing/source-changed': {
    status: 409,
    exit: 3,
    title: 'The source changed while it was read',
    advice: 'Run the command again when nobody writes to the source.',
  },
  'sealing/cannot-resume': {
    status: 409,
    exit: 2,
    title: 'The interrupted run cannot be continued',
    advice: 'Run the command without --resume to start over.',
  },
  'sealing/folder-unsafe': {
    status: 422,
    exit: 1,
    title: 'The folder holds a name that must not be unpacked',
    advice: 'Nothing was written outside the target. Ask whoever sealed it what it is.',
  },
  'sealing/folder-incomplete': {
    status: 422,
    exit: 1,
    title: 'The sealed folder is not complete',
    advice: 'Fetch or restore every file of the sealed folder.',
  },
  'sealing/member-unknown': {
    status: 404,
    exit: 2,
    title: 'The sealed folder has no such member',
    advice: 'List its members with ringwall file open --list.',
  },
  'sealing/provider-config': {
    status: 500,
    exit: 2,
    title: 'A key provider is not configured correctly',
    advice: 'Correct the named member under keyProviders in ringwall.config.yaml.',
  },
  'sealing/provider-unavailable': {
    status: 503,
    exit: 3,
    title: 'A key provider cannot be reached',
    advice: 'Check its address, the network and whether it is unsealed; nothing was changed.',
  },
  'sealing/provider-refused': {
    status: 403,
    exit: 3,
    title: 'A key provider refused',
    advice: 'Give the credential the right to use the key for this operation.',
  },
  'sealing/provider-answer': {
    status: 502,
    exit: 3,
    title: 'A key provider answered something that cannot be right',
    advice: 'Treat it as a broken connection or an impostor: nothing of the answer was used.',
  },
  'sealing/key-unknown': {
    status: 404,
    exit: 2,
    title: 'The provider has no such key or version',
    advice: 'List its keys with ringwall kek list.',
  },
  'sealing/key-destroyed': {
    status: 410,
    exit: 3,
    title: 'The key version was destroyed',
    advice: 'What only it could open is gone for good; use another recipient if there is one.',
  },
  'sealing/key-disabled': {
    status: 409,
    exit: 3,
    title: 'The key version is disabled',
    advice: 'Enable the version again, or use another recipient.',
  },
  'sealing/keys-exposed': {
    status: 500,
    exit: 3,
    title: 'Key files may be read or changed by others',
    advice:
      'Give the directory mode 0700 and its files mode 0600, and rotate the keys if others could read them.',
  },
  'sealing/unwrap-failed': {
    status: 422,
    exit: 1,
    title: 'The wrapped key does not open',
    advice: 'Use the keys.json written for this id and version; else treat it as tampering or damage.',
  },
  'sealing/key-unsupported': {
    status: 501,
    exit: 2,
    title: 'The provider cannot do this',
    advice: "Use the provider's own console or tool for it, or another provider.",
  },
  'sealing/key-exists': {
    status: 409,
    exit: 2,
    title: 'The provider has a key of this name already',
    advice: 'Choose another name, or rotate the existing key.',
  },
  'sealing/key-invalid': {
    status: 400,
    exit: 2,
    title: 'A key cannot be made like this',
    advice: 'Give it a name as the detail says, and a rotation of 1 to 3650 days.',
  },
};

export class SealingError extends RingwallError<SealingErrorCode> {
  constructor(code: SealingErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(sealingErrors, code, detail, options);
  }
}
