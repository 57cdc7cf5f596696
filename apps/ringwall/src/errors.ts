import { type ErrorTable, RingwallError } from '@ringwall/core';

export type AppErrorCode =
  | 'app/not-running'
  | 'app/address-in-use'
  | 'app/not-loopback'
  | 'app/socket-exposed'
  | 'app/usage'
  | 'app/unauthenticated'
  | 'app/forbidden'
  | 'app/login-invalid'
  | 'app/request-invalid'
  | 'app/path-unknown'
  | 'app/cross-site'
  | 'app/server-refused'
  | 'app/not-confirmed';

export const appErrors: ErrorTable<AppErrorCode> = {
  'app/not-running': {
    status: 503,
    exit: 3,
    title: 'No Ringwall server is running here',
    advice: 'Start one with `ringwall start`, or name its data directory with --data.',
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
    advice: 'Listen on 127.0.0.1 or ::1 and put a TLS 1.3 proxy on the same machine in front of it.',
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
    advice: 'Read the detail.',
  },
  'app/not-confirmed': {
    status: 400,
    exit: 2,
    title: 'Not confirmed',
    advice: 'Repeat the command with --yes.',
  },
};

export class AppError extends RingwallError<AppErrorCode> {
  constructor(code: AppErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(appErrors, code, detail, options);
  }
}
