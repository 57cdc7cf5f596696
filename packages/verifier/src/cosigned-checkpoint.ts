import { fromHex } from './bytes.ts';
import { type OpenedCheckpoint, parseCheckpointText } from './checkpoint.ts';
import { cosignedMessage, decodeCosignature } from './cosignature.ts';
import {
  type CosignatureAlgorithm,
  type CosignerKey,
  maxCosignedNameBytes,
  parseCosignerKey,
} from './cosigner-key.ts';
import { type Note, type NoteSignature, parseNote, type Refusal, refusal, signatureLine } from './note.ts';
import { ownBytes, type Sha256 } from './sha256.ts';
import { findSignature, parseVerifierKey, type VerifySignature, verifyByWebCrypto } from './verifier-key.ts';

/** Whose word about a checkpoint counts. Keys are in C2SP's spelling, `<name>+<key id>+<base64>`. */
export interface CheckpointPolicy {
  /** Keys of the log; one signature of one of them is needed. */
  readonly logKeys: readonly string[];
  /** Keys of witnesses; none of their cosignatures is needed, each that is there is checked. */
  readonly witnessKeys?: readonly string[];
}

/** That a witness found the checkpoint to extend all it had seen of the log before. */
export interface Cosignature {
  /** Name of the witness. */
  readonly name: string;
  readonly algorithm: CosignatureAlgorithm;
  /** The key of the policy that it was checked with. */
  readonly key: string;
  /**
   * When, in seconds since 1970: the largest tree of this log that the witness had seen then. 0 where it makes no
   * such statement.
   */
  readonly timeSeconds: number;
  /** The signature line as it stands in the note, with its newline. */
  readonly line: string;
}

/** A cosignature that nobody looked at: it proves nothing here. */
export type UncheckedCosignature = Omit<Cosignature, 'timeSeconds'> & { readonly reason: string };

/** A checkpoint that the log signed, with the cosignatures that hold. */
export interface CosignedCheckpoint extends OpenedCheckpoint {
  /** Text of the checkpoint, without signatures. */
  readonly text: string;
  /** The log's keys whose signatures hold, as given. */
  readonly signedBy: readonly string[];
  /** At most one a key, the newest. */
  readonly cosignatures: readonly Cosignature[];
  readonly unchecked: readonly UncheckedCosignature[];
}

export interface CosignatureChecks {
  readonly sha256?: Sha256;
  /** Ed25519; WebCrypto's where absent. */
  readonly verifySignature?: VerifySignature;
  /** ML-DSA-44 (FIPS 204); WebCrypto's where absent. What it throws is a platform that cannot check. */
  readonly verifyMlDsa44?: VerifySignature;
}

/**
 * Opens a checkpoint with the keys of a log and of witnesses. It refuses a note that no key of the log has signed,
 * and one on which any signature of a key in the policy is wrong. Signatures of other keys are ignored.
 */
export async function openCosignedCheckpoint(
  note: string,
  policy: CheckpointPolicy,
  checks: CosignatureChecks = {},
): Promise<CosignedCheckpoint | Refusal> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const body = parseCheckpointText(parsed.text);
  if (!body.ok) return body;
  const signedBy: string[] = [];
  for (const logKey of policy.logKeys) {
    const key = parseVerifierKey(logKey);
    if (!key.ok) return key;
    if (key.name !== body.origin) continue;
    const found = await findSignature(parsed, key, checks);
    if (!found.ok) return found;
    if (found.signed) signedBy.push(logKey);
  }
  if (signedBy.length === 0)
    return refusal(`the checkpoint of ${body.origin} is not signed with a key of that log`);
  const cosigned = await openCosignatures(note, policy.witnessKeys ?? [], checks);
  return cosigned.ok ? { ...cosigned, signedBy } : cosigned;
}

/**
 * Opens a checkpoint by the word of witnesses alone, whoever signed it as the log: what they have cosigned, if
 * anything. It refuses a note on which a cosignature of a given key is wrong.
 */
export async function openCosignatures(
  note: string,
  witnessKeys: readonly string[],
  checks: CosignatureChecks = {},
): Promise<Omit<CosignedCheckpoint, 'signedBy'> | Refusal> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const body = parseCheckpointText(parsed.text);
  if (!body.ok) return body;
  const cosignatures: Cosignature[] = [];
  const unchecked: UncheckedCosignature[] = [];
  for (const witnessKey of new Set(witnessKeys)) {
    const key = await parseCosignerKey(witnessKey, checks.sha256);
    if (!key.ok) return key;
    const found = await checkCosignatures({ note: parsed, body, key, witnessKey, checks });
    if (!found.ok) return found;
    if (found.cosignature) cosignatures.push(found.cosignature);
    if (found.unchecked) unchecked.push(found.unchecked);
  }
  return { ...body, text: parsed.text, cosignatures, unchecked };
}

type Found = {
  readonly ok: true;
  readonly cosignature?: Cosignature;
  readonly unchecked?: UncheckedCosignature;
};

/** The newest cosignature of one key. */
async function checkCosignatures(about: {
  readonly note: Note;
  readonly body: OpenedCheckpoint;
  readonly key: CosignerKey;
  readonly witnessKey: string;
  readonly checks: CosignatureChecks;
}): Promise<Found | Refusal> {
  const { note, key } = about;
  let newest: Cosignature | undefined;
  for (const signed of note.signatures) {
    if (signed.name !== key.name || signed.keyId !== key.keyId) continue;
    const known = {
      ...{ name: key.name, algorithm: key.algorithm, key: about.witnessKey },
      line: signatureLine(signed),
    };
    const checked = await checkOne(signed, about);
    if (checked === 'unable') {
      return { ok: true, unchecked: { ...known, reason: `${key.algorithm} cannot be checked here` } };
    }
    if (checked === undefined) return refusal(`the cosignature of ${key.name} is wrong`);
    if (newest === undefined || checked > newest.timeSeconds) newest = { ...known, timeSeconds: checked };
  }
  return { ok: true, ...(newest && { cosignature: newest }) };
}

/** The time of a cosignature that holds. */
async function checkOne(
  { signature: bytes }: NoteSignature,
  about: Parameters<typeof checkCosignatures>[0],
): Promise<number | 'unable' | undefined> {
  const { note, body, key, checks } = about;
  const decoded = decodeCosignature(key.algorithm, bytes);
  if (decoded === undefined || isTooLong(body.origin)) return undefined;
  const { timeSeconds, signature } = decoded;
  const { origin, size, root } = body;
  const statement = { cosigner: key.name, timeSeconds, text: note.text, origin, size, root };
  const message = cosignedMessage(key.algorithm, statement);
  const verify =
    key.algorithm === 'ed25519'
      ? (checks.verifySignature ?? verifyByWebCrypto)
      : (checks.verifyMlDsa44 ?? verifyMlDsa44ByWebCrypto);
  try {
    return (await verify(key.publicKey, message, signature)) ? timeSeconds : undefined;
  } catch {
    return 'unable';
  }
}

function isTooLong(origin: string): boolean {
  return new TextEncoder().encode(origin).length > maxCosignedNameBytes;
}

const spkiPrefix = fromHex('30820532300b06096086480165030403110382052100');

async function verifyMlDsa44ByWebCrypto(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  // As SubjectPublicKeyInfo (RFC 9881), which type declarations of WebCrypto know; of the raw form they do not yet.
  const spki = Uint8Array.of(...spkiPrefix, ...publicKey);
  const algorithm = { name: 'ML-DSA-44' };
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm, key, ownBytes(signature), ownBytes(message));
}
