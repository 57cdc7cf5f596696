import { IdentityError } from '../errors.ts';

/**
 * The key of an `Idempotency-Key` header: a string of structured fields (RFC 9651, 3.3.3), `"8e03…"`, or the same
 * without its quotation marks. 1 to 128 visible ASCII characters.
 * @throws IdentityError identity/idempotency-key-invalid
 */
export function idempotencyKey(header: string | readonly string[]): string {
  const [, quoted, bare] =
    typeof header === 'string'
      ? (/^(?:"([\x21\x23-\x5b\x5d-\x7e]{1,128})"|([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,128}))$/.exec(
          header,
        ) ?? [])
      : [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  throw new IdentityError(
    'identity/idempotency-key-invalid',
    'Idempotency-Key is given once, with 1 to 128 visible ASCII characters and no quotation mark or backslash in it.',
  );
}
