import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** The `alg` of passphrase recipients (RFC 7518, section 4.8). */
export const passphraseAlgorithm = 'PBES2-HS512+A256KW';

/** Rounds of PBKDF2 for new recipients, and the range in which foreign ones are tried at all. */
export const passphraseIterations = { default: 600_000, least: 1_000, most: 10_000_000 } as const;

/**
 * The key-encryption key of a passphrase (RFC 7518, section 4.8.1.1): PBKDF2 with HMAC-SHA-512, salted with
 * `passphraseSalt`. Runs on the thread pool. 32 bytes; the caller overwrites them.
 */
export async function passphraseKey(
  passphrase: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return await derive(passphrase, passphraseSalt(passphraseAlgorithm, salt), iterations, 32, 'sha512');
}

/** The salt of PBKDF2: the algorithm's name, a zero byte and the salt input (RFC 7518, section 4.8.1.1). */
export function passphraseSalt(algorithm: string, input: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${algorithm}\0`, 'latin1'), input]);
}
