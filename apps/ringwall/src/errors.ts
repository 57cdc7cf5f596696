import { type ErrorTable, RingwallError } from '@ringwall/core';

export type AppErrorCode =
  | 'app/not-running'
  | 'app/address-in-use'
  | 'app/not-a-demo'
  | 'app/not-loopback'
  | 'app/certificate-unusable'
  | 'app/socket-exposed'
  | 'app/usage'
  | 'app/unauthenticated'
  | 'app/forbidden'
  | 'app/not-found'
  | 'app/approval-required'
  | 'app/login-invalid'
  | 'app/request-invalid'
  | 'app/path-unknown'
  | 'app/method-unknown'
  | 'app/media-unsupported'
  | 'app/request-too-large'
  | 'app/request-timeout'
  | 'app/headers-too-large'
  | 'app/cross-site'
  | 'app/server-refused'
  | 'app/not-confirmed'
  | 'app/interrupted'
  | 'app/path-missing'
  | 'app/identity-needed'
  | 'app/passphrase-needed'
  | 'app/passphrase-unusable'
  | 'app/passphrase-wrong'
  | 'app/key-provider-unknown'
  | 'app/source-unreachable'
  | 'app/source-without-ranges'
  | 'app/witness-unreachable'
  | 'app/output-closed'
  | 'app/backup-inside'
  | 'app/backup-running'
  | 'app/backup-invalid'
  | 'app/not-empty'
  | 'app/restored';

export const appErrors: ErrorTable<AppErrorCode> = {
  'app/not-running': {
    status: 503,
    exit: 3,
    title: 'No Ringwall server is running here',
    advice: 'Start one with `ringwall start`, or name its data directory with --data.',
  },
  'app/not-a-demo': {
    status: 409,
    exit: 2,
    title: 'This directory is not that of a demo',
    advice: 'Made-up traffic is never mixed with real records: name an empty directory with --data.',
  },
  'app/address-in-use': {
    status: 500,
    exit: 3,
    title: 'The address is taken by another program',
    advice: 'Choose another port with --port or --console-port, or in ringwall.config.yaml.',
  },
  'app/not-loopback': {
    status: 500,
    exit: 2,
    title: 'Plain HTTP is served on loopback only',
    advice:
      'Configure tls in ringwall.config.yaml (`tls: { authority: true, names: [...] }` makes a certificate by itself), or listen on 127.0.0.1.',
  },
  'app/certificate-unusable': {
    status: 500,
    exit: 3,
    title: 'The certificate of the server cannot be used',
    advice: 'Correct what the detail names, under tls in ringwall.config.yaml or in the files that it names.',
  },
  'app/socket-exposed': {
    status: 500,
    exit: 3,
    title: 'The command socket would not be private',
    advice: 'Remove the folder the detail names, or name a data directory with a shorter path with --data.',
  },
  'app/usage': {
    status: 400,
    exit: 2,
    title: 'The command cannot be understood',
    advice: 'See `ringwall --help`.',
  },
  'app/unauthenticated': {
    status: 401,
    exit: 3,
    title: 'Not signed in',
    advice: 'Run `ringwall login` on the machine of the server and open the link it prints.',
  },
  'app/forbidden': {
    status: 403,
    exit: 3,
    title: 'Not allowed',
    advice: 'Ask somebody whose role allows it.',
  },
  'app/not-found': {
    status: 404,
    exit: 1,
    title: 'There is no such thing that you may see',
    advice: 'List what there is and give the id of one of them, or ask for a role in its project.',
  },
  'app/approval-required': {
    status: 403,
    exit: 1,
    title: 'This takes a second person',
    advice:
      'Have somebody else run `ringwall approval approve <id>` or do it in the console, then repeat the command with --approval <id>.',
  },
  'app/login-invalid': {
    status: 401,
    exit: 3,
    title: 'The login link is used up or too old',
    advice: 'Run `ringwall login` for a new one.',
  },
  'app/request-invalid': {
    status: 400,
    exit: 2,
    title: 'The request is not valid',
    advice: 'Correct the member that the detail names.',
  },
  'app/path-unknown': {
    status: 404,
    exit: 2,
    title: 'No such path',
    advice: 'Look the path up in the documentation.',
  },
  'app/method-unknown': {
    status: 405,
    exit: 2,
    title: 'This path does not answer that method',
    advice: 'Use one of the methods that the header Allow names.',
  },
  'app/media-unsupported': {
    status: 415,
    exit: 2,
    title: 'Bodies of this type are not taken',
    advice: 'Send JSON, with the header content-type: application/json.',
  },
  'app/request-too-large': {
    status: 413,
    exit: 2,
    title: 'The request is too large',
    advice: 'Send less than 1 MiB at once.',
  },
  'app/request-timeout': {
    status: 408,
    exit: 3,
    title: 'The request did not come in whole in time',
    advice: 'Send it again, all of it within 30 seconds.',
  },
  'app/headers-too-large': {
    status: 431,
    exit: 2,
    title: 'The headers of the request are too large',
    advice: 'Send less than 16 KiB of headers; cookies of other sites of this host may be among them.',
  },
  'app/cross-site': {
    status: 403,
    exit: 3,
    title: 'The request came from another site',
    advice: 'Open the console at the address that `ringwall status` shows.',
  },
  'app/server-refused': {
    status: 502,
    exit: 3,
    title: 'The server refused',
    advice: 'The line above says why; change that and try again.',
  },
  'app/not-confirmed': {
    status: 400,
    exit: 2,
    title: 'Not confirmed',
    advice: 'Repeat the command with --yes.',
  },
  'app/interrupted': {
    status: 500,
    exit: 130,
    title: 'Interrupted',
    advice: 'Read the detail: it says whether the work can be continued.',
  },
  'app/path-missing': {
    status: 404,
    exit: 2,
    title: 'A path on the command line cannot be used',
    advice: 'Check the path named in the detail, and that you may read it.',
  },
  'app/identity-needed': {
    status: 400,
    exit: 2,
    title: 'Nothing was named that opens this',
    advice: 'Name a private key file, passphrase or kek:<provider> with --identity.',
  },
  'app/passphrase-needed': {
    status: 400,
    exit: 2,
    title: 'There is no terminal for a passphrase',
    advice: 'Run the command in a terminal, or name a file that holds the passphrase with --passphrase-file.',
  },
  'app/passphrase-unusable': {
    status: 400,
    exit: 2,
    title: 'The passphrase cannot be used',
    advice: 'Give one line of 1 to 1,024 bytes; in a terminal, --generate-passphrase makes one.',
  },
  'app/passphrase-wrong': {
    status: 403,
    exit: 3,
    title: 'The passphrase does not open this',
    advice: 'Try it again; the detail says what is left where it is lost.',
  },
  'app/key-provider-unknown': {
    status: 404,
    exit: 2,
    title: 'No key provider of this name is configured',
    advice: 'Add it under keyProviders in ringwall.config.yaml, or name the file that has it with --config.',
  },
  'app/source-unreachable': {
    status: 502,
    exit: 3,
    title: 'A file cannot be fetched',
    advice:
      'Check the address, and whether the server lets you read it; name keys that lie elsewhere with --keys.',
  },
  'app/source-without-ranges': {
    status: 502,
    exit: 3,
    title: 'The server does not serve parts of files',
    advice:
      'Fetch the whole file and open the copy, or serve it from a server that supports Range (RFC 9110).',
  },
  'app/backup-inside': {
    status: 409,
    exit: 2,
    title: 'A backup cannot lie in what it is a copy of',
    advice: 'Name a folder outside the data directory, best on another disk.',
  },
  'app/backup-running': {
    status: 409,
    exit: 1,
    title: 'A backup is being written already',
    advice: 'Wait until it is done; `ringwall status` answers meanwhile.',
  },
  'app/backup-invalid': {
    status: 400,
    exit: 1,
    title: 'The backup cannot be used',
    advice: 'Use another backup, and keep this one for investigation: it is not what was written.',
  },
  'app/not-empty': {
    status: 409,
    exit: 2,
    title: 'There is something at that place already',
    advice: 'Name a folder that does not exist yet, or an empty one.',
  },
  'app/restored': {
    status: 500,
    exit: 3,
    title: 'This data directory was restored from a backup',
    advice:
      'Start it with --restored "<why>": its log then goes on under a new name and key and says so, and whoever saw later entries of the old one can tell.',
  },
  'app/witness-unreachable': {
    status: 502,
    exit: 3,
    title: 'A witness cannot be asked',
    advice:
      'Check its address and that it runs; without --witness the log is checked against what is kept here.',
  },
  'app/output-closed': {
    status: 500,
    exit: 3,
    title: 'Whoever read the output stopped reading',
    advice: 'Run the command again, with its output going to something that takes all of it.',
  },
};

export class AppError extends RingwallError<AppErrorCode> {
  constructor(code: AppErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(appErrors, code, detail, options);
  }
}
