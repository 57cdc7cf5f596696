import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

// SP 800-186, section 3.2.1.3: the order of P-256.
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * ECDSA over P-256 of a digest that was made elsewhere (FIPS 186-5, section 6.4.1), as r and s of 32 bytes each.
 * Node only signs messages it hashes itself; the services sign digests.
 */
export function signDigest(privateKey: KeyObject, digest: Uint8Array): Uint8Array {
  const d = toNumber(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  for (;;) {
    const secret = randomBytes(32);
    const k = toNumber(secret);
    if (k === 0n || k >= order) continue;
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(secret);
    const r = toNumber(ecdh.getPublicKey().subarray(1, 33)) % order;
    const s = (inverse(k) * ((toNumber(digest) + r * d) % order)) % order;
    if (r !== 0n && s !== 0n) return Buffer.concat([toBytes(r), toBytes(s)]);
  }
}

/** The DER of RFC 3279, section 2.2.3. */
export function derOf(signature: Uint8Array): Uint8Array {
  const numbers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const digits = bytes.subarray(start);
    const padded = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
  });
  const body = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function inverse(k: bigint): bigint {
  let result = 1n;
  let base = k;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(number: bigint): Uint8Array {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}
