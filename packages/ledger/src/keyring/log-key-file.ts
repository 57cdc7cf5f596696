import { decodeEvent, type EventOf, encodeEvent, outsideHeap, RingwallError } from '@ringwall/core';
import { parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';
import { parseSigningKey, type SigningKey } from './signing-key.ts';

/** A key that signs, with the line that spells it. */
export interface SigningLine {
  readonly key: SigningKey;
  /** Without a newline; secret. */
  readonly line: Uint8Array;
}

/** What the file of the log's keys holds: keys of the past, one that signs, and for a while the one before it too. */
export interface LogKeyFile {
  /** Verifier keys that sign no more, oldest first; under another name those from before the log was restored. */
  readonly former: readonly string[];
  /** The key that a newer one replaces, until then. */
  readonly replaced?: SigningLine & { readonly untilMs: number };
  /** The newest. */
  readonly current: SigningLine;
  /** The first entry under the name of `current`, where the log had another name before. */
  readonly restored?: EventOf<'ledger.restored'>;
}

const newline = 0x0a;

/** One line a key, the newest last; a secret line spells a private key after Go's note package. */
export function encodeLogKeys(file: LogKeyFile): Uint8Array {
  const { former, replaced, current, restored } = file;
  const pieces = [
    ...former.map((key) => utf8(`former ${key}\n`)),
    ...(replaced ? [utf8(`until ${new Date(replaced.untilMs).toISOString()} `), replaced.line, lineEnd] : []),
    ...(restored ? [utf8('restored '), encodeEvent(restored), lineEnd] : []),
    ...[current.line, lineEnd],
  ];
  const content = outsideHeap(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    content.set(piece, at);
    at += piece.length;
  }
  return content;
}

const lineEnd = Uint8Array.of(newline);

/** What `encodeLogKeys` wrote, its lines within `content`; undefined for anything else. */
export async function parseLogKeys(content: Uint8Array): Promise<LogKeyFile | undefined> {
  const former: string[] = [];
  let replaced: LogKeyFile['replaced'];
  let restored: LogKeyFile['restored'];
  const lines = splitLines(content);
  const last = lines.pop();
  for (const line of lines) {
    const publicKey = after(line, 'former ');
    const old = after(line, 'until ');
    const event = after(line, 'restored ');
    if (publicKey !== undefined && replaced === undefined && restored === undefined) {
      const verifierKey = Buffer.from(publicKey).toString('utf8');
      if (!parseVerifierKey(verifierKey).ok) return undefined;
      former.push(verifierKey);
    } else if (old !== undefined && replaced === undefined && restored === undefined) {
      replaced = await parseReplaced(old);
      if (replaced === undefined) return undefined;
    } else if (event !== undefined && restored === undefined) {
      restored = parseRestored(event);
      if (restored === undefined) return undefined;
    } else return undefined;
  }
  const key = last && (await parseSigningKey(last));
  if (last === undefined || key === undefined) return undefined;
  // Two keys sign one note: under two names they would be two logs.
  if (replaced !== undefined && replaced.key.origin !== key.origin) return undefined;
  const keys = [...former, ...(replaced ? [replaced.key.verifierKey] : []), key.verifierKey];
  if (new Set(keys).size !== keys.length) return undefined;
  return {
    former,
    ...(replaced && { replaced }),
    ...(restored && { restored }),
    current: { key, line: last },
  };
}

async function parseReplaced(text: Uint8Array): Promise<LogKeyFile['replaced']> {
  const time = Buffer.from(text.subarray(0, 24)).toString('latin1');
  const untilMs = Date.parse(time);
  if (Number.isNaN(untilMs) || new Date(untilMs).toISOString() !== time || text[24] !== 0x20)
    return undefined;
  const line = text.subarray(25);
  const key = await parseSigningKey(line);
  return key && { key, line, untilMs };
}

function parseRestored(leaf: Uint8Array): EventOf<'ledger.restored'> | undefined {
  try {
    const event = decodeEvent(leaf);
    return event.type === 'ledger.restored' ? event : undefined;
  } catch (error) {
    if (error instanceof RingwallError) return undefined;
    throw error;
  }
}

/** The rest of a line that begins so. */
function after(line: Uint8Array, start: string): Uint8Array | undefined {
  const begins = Buffer.from(line.subarray(0, start.length)).toString('latin1') === start;
  return begins ? line.subarray(start.length) : undefined;
}

function splitLines(content: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(newline, at);
    lines.push(content.subarray(at, end === -1 ? content.length : end));
    at = end === -1 ? content.length : end + 1;
  }
  return lines;
}
