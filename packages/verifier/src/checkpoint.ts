import { decodeBase64 } from './bytes.ts';
import { parseNote, type Refusal, refusal } from './note.ts';
import type { Sha256 } from './sha256.ts';
import { checkSignatures, parseVerifierKey, type VerifySignature } from './verifier-key.ts';

/** A checkpoint whose signature was checked: the log named `origin` said it has `size` entries under `root`. */
export interface OpenedCheckpoint {
  readonly ok: true;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Opens a C2SP tlog-checkpoint with the log's verifier key, which must have come another way than the note. */
export async function openCheckpoint(
  note: string,
  verifierKey: string,
  options: { readonly sha256?: Sha256; readonly verifySignature?: VerifySignature } = {},
): Promise<OpenedCheckpoint | Refusal> {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return key;
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const signed = await checkSignatures(parsed, key, options);
  if (!signed.ok) return signed;
  const body = parseCheckpointText(parsed.text);
  if (!body.ok) return body;
  if (body.origin !== key.name) return refusal(`the checkpoint is of another log, ${body.origin}`);
  return body;
}

/** Reads the text of a checkpoint, signed or not. Extension lines are accepted and ignored. */
export function parseCheckpointText(text: string): OpenedCheckpoint | Refusal {
  const lines = text.split('\n');
  const [origin, size, encodedRoot] = lines;
  if (origin === undefined || size === undefined || encodedRoot === undefined || lines.pop() !== '') {
    return refusal('the checkpoint has not three lines');
  }
  if (lines.includes('')) return refusal('the checkpoint has an empty line');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    return refusal('the size of the checkpoint is not a number this verifier can count with');
  }
  const root = decodeBase64(encodedRoot);
  if (root?.length !== 32) return refusal('the root of the checkpoint is not a SHA-256 value');
  return { ok: true, origin, size: Number(size), root };
}
