import { canonicalJson } from '../../../canonical-json.ts';
import { CoreError } from '../../../errors.ts';
import { openAesGcm, sealAesGcm } from '../../aes-gcm.ts';
import type { KeyContext, KeyProvider, WrappedKey } from '../../key-provider.ts';
import { randomBytes } from '../../random.ts';

/** A key provider in memory for tests: real wrapping, bound to its context, with versions. */
export interface MemoryProvider extends KeyProvider {
  /** A new version of every key. */
  rotate(): void;
  /** How often something was asked of it. */
  readonly calls: () => number;
}

/** Makes a provider that knows any key id. */
export function memoryProvider(name: string): MemoryProvider {
  const versions = [randomBytes(32)];
  let calls = 0;
  const aad = (wrapped: Omit<WrappedKey, 'ciphertext'>, context: KeyContext) =>
    canonicalJson([wrapped.keyId, wrapped.keyVersion, context]);
  const none = () => Promise.reject(new CoreError('core/crypto-failed', 'This provider does not sign.'));
  return {
    name,
    calls: () => calls,
    rotate: () => void versions.push(randomBytes(32)),
    async generateDataKey(keyId, context) {
      calls++;
      const plaintext = randomBytes(32);
      const place = { provider: name, keyId, keyVersion: String(versions.length) };
      const ciphertext = sealAesGcm(versions.at(-1) ?? plaintext, plaintext, aad(place, context));
      return { plaintext, wrapped: { ...place, ciphertext } };
    },
    async unwrap(wrapped, context) {
      calls++;
      const key = versions[Number(wrapped.keyVersion) - 1];
      if (key === undefined) throw new CoreError('core/crypto-failed', 'No such version.');
      return openAesGcm(key, wrapped.ciphertext, aad(wrapped, context));
    },
    sign: none,
    publicKey: none,
  };
}
