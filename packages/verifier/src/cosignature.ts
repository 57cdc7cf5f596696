import type { CosignatureAlgorithm } from './cosigner-key.ts';

/** What a witness says of a checkpoint. */
export interface CosignedStatement {
  /** Name of the witness. */
  readonly cosigner: string;
  /** POSIX time in seconds. */
  readonly timeSeconds: number;
  /** Text of the checkpoint with its final newline and without signatures. */
  readonly text: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Bytes of each algorithm's signature, behind the time. */
const signatureBytes = { ed25519: 64, 'ml-dsa-44': 2420 } as const;
const timeBytes = 8;

/**
 * The bytes under a cosignature (C2SP tlog-cosignature). Ed25519 signs the text whole; ML-DSA-44 signs the names,
 * the size and the root, and no extension lines.
 */
export function cosignedMessage(algorithm: CosignatureAlgorithm, statement: CosignedStatement): Uint8Array {
  const encoder = new TextEncoder();
  if (algorithm === 'ed25519') {
    return encoder.encode(`cosignature/v1\ntime ${statement.timeSeconds}\n${statement.text}`);
  }
  const cosigner = encoder.encode(statement.cosigner);
  const origin = encoder.encode(statement.origin);
  const bytes: number[] = [...encoder.encode('subtree/v1\n\0'), cosigner.length, ...cosigner];
  bytes.push(...uint64(statement.timeSeconds), origin.length, ...origin, ...uint64(0));
  return Uint8Array.of(...bytes, ...uint64(statement.size), ...statement.root);
}

/** Time and signature as they stand in a signature line behind the key id. */
export function encodeCosignature(timeSeconds: number, signature: Uint8Array): Uint8Array {
  return Uint8Array.of(...uint64(timeSeconds), ...signature);
}

/** Takes them apart; undefined where the length is another algorithm's, or the time is beyond 2^53 seconds. */
export function decodeCosignature(
  algorithm: CosignatureAlgorithm,
  bytes: Uint8Array,
): { readonly timeSeconds: number; readonly signature: Uint8Array } | undefined {
  if (bytes.length !== timeBytes + signatureBytes[algorithm]) return undefined;
  const time = new DataView(bytes.buffer, bytes.byteOffset, timeBytes).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { timeSeconds: Number(time), signature: bytes.subarray(timeBytes) };
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
