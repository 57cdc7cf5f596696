import { SealingError, type SealingErrorCode } from '../../errors.ts';
import { resultNames } from './cryptoki-names.ts';

/** A function of a PKCS #11 module did not answer CKR_OK. */
export class CryptokiError extends Error {
  readonly function: string;
  readonly result: number;
  /** As in the standard: `CKR_PIN_INCORRECT`. */
  readonly resultName: string;

  constructor(name: string, result: number) {
    const resultName = resultNames.get(result) ?? `CK_RV 0x${result.toString(16)}`;
    super(`${name}: ${resultName}`);
    this.name = 'CryptokiError';
    this.function = name;
    this.result = result;
    this.resultName = resultName;
  }
}

const lost = new Set([
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
]);

const codes: ReadonlyMap<string, SealingErrorCode> = new Map([
  ['CKR_PIN_INCORRECT', 'sealing/provider-refused'],
  ['CKR_PIN_INVALID', 'sealing/provider-refused'],
  ['CKR_PIN_LEN_RANGE', 'sealing/provider-refused'],
  ['CKR_PIN_EXPIRED', 'sealing/provider-refused'],
  ['CKR_PIN_LOCKED', 'sealing/provider-refused'],
  ['CKR_USER_PIN_NOT_INITIALIZED', 'sealing/provider-refused'],
  ['CKR_USER_ANOTHER_ALREADY_LOGGED_IN', 'sealing/provider-refused'],
  ['CKR_ACTION_PROHIBITED', 'sealing/provider-refused'],
  ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'sealing/provider-refused'],
  ['CKR_SESSION_READ_ONLY', 'sealing/provider-refused'],
  ['CKR_TOKEN_WRITE_PROTECTED', 'sealing/provider-refused'],
  ['CKR_FUNCTION_NOT_SUPPORTED', 'sealing/key-unsupported'],
  ['CKR_MECHANISM_INVALID', 'sealing/key-unsupported'],
  ['CKR_MECHANISM_PARAM_INVALID', 'sealing/key-unsupported'],
  ['CKR_DOMAIN_PARAMS_INVALID', 'sealing/key-unsupported'],
  ['CKR_ATTRIBUTE_TYPE_INVALID', 'sealing/key-unsupported'],
  ['CKR_ATTRIBUTE_VALUE_INVALID', 'sealing/key-unsupported'],
  ['CKR_TEMPLATE_INCONSISTENT', 'sealing/key-unsupported'],
]);

/** Whether a new session may help: the token was pulled, the module restarted, another closed all sessions. */
export function isSessionLost(cause: unknown): boolean {
  return cause instanceof CryptokiError && lost.has(cause.resultName);
}

/** The error in the words of key providers; anything but a `CryptokiError` comes back unchanged. */
export function cryptokiFailure(name: string, cause: unknown): unknown {
  if (!(cause instanceof CryptokiError)) return cause;
  const code = codes.get(cause.resultName) ?? 'sealing/provider-unavailable';
  return new SealingError(code, `The token of ${name} says ${cause.resultName} to ${cause.function}.`, {
    cause,
  });
}
