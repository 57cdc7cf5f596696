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
  | 'core/crypto-failed'
  | 'core/certificate-invalid'
  | 'core/sealed-malformed'
  | 'core/sealed-key-mismatch'
  | 'core/sealed-altered'
  | 'core/sealed-truncated'
  | 'core/sealed-options-invalid'
  | 'core/sealed-misused'
  | 'core/keys-malformed'
  | 'core/keys-not-for-you'
  | 'core/keys-altered'
  | 'core/identity-invalid'
  | 'core/recipient-invalid'
  | 'core/recipient-unknown'
  | 'core/recipient-last';

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
  'core/certificate-invalid': {
    status: 400,
    exit: 2,
    title: 'A certificate or its key cannot be used',
    advice: "Give certificates and keys as PEM text, the server's own certificate first.",
  },
  'core/sealed-malformed': {
    status: 422,
    exit: 3,
    title: 'Not a sealed payload',
    advice: 'Give the sealed file as it was written, from its first byte.',
  },
  'core/sealed-key-mismatch': {
    status: 422,
    exit: 3,
    title: 'The payload was not sealed with this key, or not for this place',
    advice: 'Use the keys.json that belongs to this payload: id, version and path are bound to it.',
  },
  'core/sealed-altered': {
    status: 422,
    exit: 1,
    title: 'A sealed segment is not what was written',
    advice: 'Treat it as tampering or damage: nothing of the segment was released. Restore from a backup.',
  },
  'core/sealed-truncated': {
    status: 422,
    exit: 1,
    title: 'The sealed payload does not end where it was ended',
    advice: 'Bytes are missing or were added: fetch or restore the whole file.',
  },
  'core/sealed-options-invalid': {
    status: 400,
    exit: 2,
    title: 'The sealing options cannot be used',
    advice: 'Choose a segment size that is a power of two from 4 KiB to 1 MiB, and a key of 32 bytes.',
  },
  'core/sealed-misused': {
    status: 500,
    exit: 3,
    title: 'A sealed payload was used in a way that is not safe',
    advice: 'Report this as a bug: nothing was sealed twice and nothing unverified was released.',
  },
  'core/keys-malformed': {
    status: 422,
    exit: 3,
    title: 'Not a keys document',
    advice: 'Give the keys.json that was written beside the payload.',
  },
  'core/keys-not-for-you': {
    status: 403,
    exit: 3,
    title: 'None of your keys opens this',
    advice: 'Use the key or passphrase of one of the recipients named in the detail.',
  },
  'core/keys-altered': {
    status: 422,
    exit: 1,
    title: 'The keys document is not what was written',
    advice: 'Treat it as tampering or damage: restore keys.json from a backup.',
  },
  'core/identity-invalid': {
    status: 400,
    exit: 2,
    title: 'Not a private key that can be used',
    advice:
      'Give an X25519 or RSA (2048 bits or more) private key as JWK or PEM, with its passphrase if it has one.',
  },
  'core/recipient-invalid': {
    status: 400,
    exit: 2,
    title: 'Not a recipient that can be sealed to',
    advice: 'Give an X25519 or RSA (2048 bits or more) public key, a passphrase or a key of a provider.',
  },
  'core/recipient-unknown': {
    status: 404,
    exit: 2,
    title: 'There is no such recipient',
    advice: 'List the recipients with ringwall file inspect and name one of them.',
  },
  'core/recipient-last': {
    status: 409,
    exit: 2,
    title: 'The last recipient cannot be removed',
    advice: 'Add another recipient first: without one nobody could ever open the file.',
  },
};

export class CoreError extends RingwallError<CoreErrorCode> {
  constructor(code: CoreErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(coreErrors, code, detail, options);
  }
}
