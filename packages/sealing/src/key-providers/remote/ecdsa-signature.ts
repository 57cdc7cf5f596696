/**
 * Turns an ECDSA signature over P-256 from DER (RFC 3279, section 2.2.3: a SEQUENCE of two INTEGERs) into r and s
 * of 32 bytes each (RFC 7518, section 3.4). Undefined for anything but the one DER spelling.
 */
export function es256FromDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!r || !s || s.end !== der.length) return undefined;
  const signature = new Uint8Array(64);
  signature.set(r.digits, 32 - r.digits.length);
  signature.set(s.digits, 64 - s.digits.length);
  return signature;
}

function readInteger(der: Uint8Array, at: number): { digits: Uint8Array; end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  const digits = der.subarray(at + 2, end);
  if (der[at] !== 0x02 || length === 0 || end > der.length) return undefined;
  const [first = 0, second = 0] = digits;
  // Positive, and no zero in front that does not keep it so.
  if (first >= 0x80 || (first === 0 && (length === 1 || second < 0x80))) return undefined;
  const unsigned = first === 0 ? digits.subarray(1) : digits;
  return unsigned.length > 32 ? undefined : { digits: unsigned, end };
}
