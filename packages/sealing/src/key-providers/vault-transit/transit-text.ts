import { decodeBase64 } from '../remote/base64.ts';

/**
 * A ciphertext or a signature as transit spells it: `vault:v1:` and Base64, where 1 is the version of the key.
 * Undefined for any other spelling, also of the same bytes.
 */
export function readTransitText(
  text: string,
  alphabet: 'base64' | 'base64url' = 'base64',
): { keyVersion: string; bytes: Uint8Array } | undefined {
  const [, keyVersion, encoded] = /^vault:v([1-9]\d{0,8}):([\w+/=-]{1,16384})$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded, alphabet);
  return keyVersion === undefined || bytes === undefined ? undefined : { keyVersion, bytes };
}
