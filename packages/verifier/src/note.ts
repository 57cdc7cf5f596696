import { decodeBase64, encodeBase64, fromHex, hex } from './bytes.ts';

/** Bounds on what is read as a note; the specification asks for 16 signatures at least. */
const maxNoteBytes = 65_536;
const maxSignatures = 64;

export interface NoteSignature {
  readonly name: string;
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface Note {
  readonly ok: true;
  /** What is signed, with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Why something was not accepted, for a person to read. */
export interface Refusal {
  readonly ok: false;
  readonly reason: string;
}

export function refusal(reason: string): Refusal {
  return { ok: false, reason };
}

/** Takes a C2SP signed note apart. Nothing in it may be believed before one of its signatures has been checked. */
export function parseNote(note: string): Note | Refusal {
  if (note.length > maxNoteBytes) return refusal(`the note is over ${maxNoteBytes} bytes`);
  if (!note.isWellFormed()) return refusal('the note is not well-formed Unicode');
  // Below U+0020 only the newline may stand.
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return refusal('the note contains control characters');
  const split = note.lastIndexOf('\n\n');
  if (split === -1) return refusal('the note has no blank line before its signatures');
  const block = note.slice(split + 2);
  if (!block.endsWith('\n')) return refusal('the note does not end in a newline');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > maxSignatures) return refusal(`the note has over ${maxSignatures} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return refusal('a signature line of the note is malformed');
    signatures.push(signature);
  }
  return { ok: true, text: note.slice(0, split + 1), signatures };
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [dash, name, encoded, ...rest] = line.split(' ');
  if (dash !== '\u2014' || name === undefined || encoded === undefined || rest.length > 0) return undefined;
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/** The line of a signature as it stands in a note, with its newline. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `\u2014 ${name} ${encodeBase64(Uint8Array.of(...fromHex(keyId), ...signature))}\n`;
}

/** Key names are never empty and contain neither Unicode white space nor a plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\p{White_Space}+]/u.test(name);
}
