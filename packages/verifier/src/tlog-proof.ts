import { decodeBase64, encodeBase64, isCount, isHash } from './bytes.ts';
import { type Refusal, refusal } from './note.ts';

const firstLine = 'c2sp.org/tlog-proof@v1';
/** A path in a tree of 2^53 leaves has 53 hashes. */
const maxHashes = 63;
const maxProofBytes = 131_072;

/** That an entry is in a log, as a file of its own (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  /** Siblings from the leaf up. */
  readonly hashes: readonly Uint8Array[];
  /** Signed note over the tree that the path leads to the root of. */
  readonly checkpoint: string;
  /** What the application carries along; nothing vouches for it. */
  readonly extra?: Uint8Array;
}

/** The text of a `.tlog-proof` file. */
export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [
    firstLine,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(encodeBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Takes a `.tlog-proof` apart. Nothing in it may be believed before it has been checked. */
export function parseTlogProof(text: string): ({ readonly ok: true } & TlogProof) | Refusal {
  if (text.length > maxProofBytes) return refusal(`the proof is over ${maxProofBytes} bytes`);
  const end = text.indexOf('\n\n');
  if (end === -1) return refusal('the proof has no empty line before its checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== firstLine) return refusal(`the proof does not begin with ${firstLine}`);
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : decodeBase64(extraLine.slice('extra '.length));
  if (extraLine !== undefined && extra === undefined)
    return refusal('the extra data of the proof is not base64');
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined || !isCount(Number(index))) return refusal('the proof names no index');
  if (lines.length > maxHashes) return refusal(`the proof has over ${maxHashes} hashes`);
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (!isHash(hash)) return refusal('a line of the proof is not a SHA-256 value');
    hashes.push(hash);
  }
  const checkpoint = text.slice(end + 2);
  return { ok: true, index: Number(index), hashes, checkpoint, ...(extra !== undefined && { extra }) };
}
