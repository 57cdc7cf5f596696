/** Where an error code leads: its HTTP status, the command line's exit code, and what to tell a person. */
export interface ErrorEntry {
  readonly status: number;
  readonly exit: 1 | 2 | 3 | 130;
  readonly title: string;
  /** What the reader can do about it: one imperative sentence. */
  readonly advice: string;
}

export type ErrorTable<Code extends string> = Readonly<Record<Code, ErrorEntry>>;

/**
 * Base of every error Ringwall throws on purpose. A package has one subclass over one closed table of codes;
 * the table is the only place where a code meets a status, an exit code and its documentation.
 * `detail` says what was wrong this time and must never carry a secret or a body's text.
 */
export class RingwallError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly status: number;
  readonly exit: number;
  readonly title: string;
  readonly advice: string;

  constructor(table: ErrorTable<Code>, code: Code, detail: string, options?: { readonly cause?: unknown }) {
    super(detail, options);
    const entry = table[code];
    this.name = new.target.name;
    this.code = code;
    this.status = entry.status;
    this.exit = entry.exit;
    this.title = entry.title;
    this.advice = entry.advice;
  }
}

/** Problem details for HTTP APIs (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly advice: string;
}

const unexpected: ErrorTable<'core/unexpected'> = {
  'core/unexpected': {
    status: 500,
    exit: 3,
    title: 'Something failed that should not',
    advice: "Look the request up in the server's log and report it as a bug.",
  },
};

/** Renders any thrown value as problem+json; the message of an error we did not throw on purpose stays inside. */
export function toProblem(error: unknown): Problem {
  const known =
    error instanceof RingwallError
      ? error
      : new RingwallError(unexpected, 'core/unexpected', 'The server met an unexpected condition.');
  return {
    type: `urn:ringwall:error:${known.code}`,
    title: known.title,
    status: known.status,
    detail: known.message,
    code: known.code,
    advice: known.advice,
  };
}

export type CoreErrorCode =
  | 'core/unexpected'
  | 'core/json-malformed'
  | 'core/json-duplicate-key'
  | 'core/json-too-deep'
  | 'core/json-too-large'
  | 'core/json-not-canonical'
  | 'core/utf8-invalid'
  | 'core/event-invalid'
  | 'core/config-invalid'
  | 'core/crypto-failed';

export const coreErrors: ErrorTable<CoreErrorCode> = {
  ...unexpected,
  'core/json-malformed': {
    status: 400,
    exit: 2,
    title: 'Not valid JSON',
    advice: 'Send one JSON document in UTF-8.',
  },
  'core/json-duplicate-key': {
    status: 400,
    exit: 2,
    title: 'An object names a key twice',
    advice: 'Send every key once: two readers could disagree on which one counts.',
  },
  'core/json-too-deep': {
    status: 400,
    exit: 2,
    title: 'JSON is nested too deeply',
    advice: 'Flatten the document below the depth named in the detail.',
  },
  'core/json-too-large': {
    status: 413,
    exit: 2,
    title: 'JSON document is too large',
    advice: 'Send a document below the size named in the detail.',
  },
  'core/json-not-canonical': {
    status: 500,
    exit: 3,
    title: 'A value has no canonical JSON form',
    advice: 'Only I-JSON values (RFC 7493) can be recorded: finite numbers and well-formed strings.',
  },
  'core/utf8-invalid': {
    status: 400,
    exit: 2,
    title: 'Text is not valid UTF-8',
    advice: 'Encode the text as UTF-8.',
  },
  'core/event-invalid': {
    status: 500,
    exit: 3,
    title: 'An event does not match its schema',
    advice: 'Report this as a bug: nothing was recorded or served.',
  },
  'core/config-invalid': {
    status: 500,
    exit: 2,
    title: 'The configuration is not valid',
    advice: 'Correct the named line and start again.',
  },
  'core/crypto-failed': {
    status: 500,
    exit: 3,
    title: 'A cryptographic check failed',
    advice: 'The sealed data or its key is not what was stored: restore from a backup and investigate.',
  },
};

export class CoreError extends RingwallError<CoreErrorCode> {
  constructor(code: CoreErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(coreErrors, code, detail, options);
  }
}
