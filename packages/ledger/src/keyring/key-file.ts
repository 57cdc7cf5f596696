import {
  CoreError,
  describeRecipient,
  type KeyProvider,
  openSecret,
  sealSecret,
  secretRecipients,
} from '@ringwall/core';
import { LedgerError } from '../errors.ts';
import {
  type Files,
  type LedgerFile,
  openIfPresent,
  readSmallFile,
  writeAll,
  writeAtomically,
} from '../files.ts';

/** What key files are sealed by, besides that their owner alone may read them. */
export type KeySeal =
  | {
      readonly kind: 'passphrase';
      /** A copy of its own for each call; it is overwritten after use. */
      readPassphrase(): Promise<Uint8Array>;
    }
  | { readonly kind: 'provider'; readonly provider: KeyProvider; readonly keyId: string };

/** Where key files are and what seals them. */
export interface KeyPlace {
  readonly files: Files;
  readonly directory: string;
  /** Plain files where there is none. */
  readonly seal?: KeySeal | undefined;
  /** What may open files that `seal` does not, to seal them anew. */
  readonly previous?: KeySeal | undefined;
}

/** A key file as it was found, opened. */
export interface FoundKey {
  /** The caller overwrites it. */
  readonly content: Uint8Array;
  readonly sealed: boolean;
  /** False where it is sealed by something else than it should be, or should be and is not. */
  readonly upToDate: boolean;
}

/** More than any sealed key takes. */
const maxFileBytes = 256 << 10;
const openBrace = 0x7b;

/**
 * Reads a key file, plain or sealed, and changes nothing; undefined when there is none. `purpose` is what the file
 * was sealed for: a file in another one's place does not open.
 * @throws LedgerError ledger/keys-sealed, ledger/keys-invalid; what a key provider throws
 */
export async function readKeyFile(
  place: KeyPlace,
  name: string,
  purpose: string,
): Promise<FoundKey | undefined> {
  const bytes = await readSmallFile(place.files, `${place.directory}/${name}`, maxFileBytes);
  if (bytes === undefined) return undefined;
  if (bytes[0] !== openBrace) return { content: bytes, sealed: false, upToDate: place.seal === undefined };
  try {
    return await openSealed(place, bytes, name, purpose);
  } catch (cause) {
    if (!(cause instanceof CoreError) || !/^core\/(keys|json|utf8)-/.test(cause.code)) throw cause;
    throw new LedgerError(
      'ledger/keys-invalid',
      `The sealed file ${name} is not the one that was written: ${cause.message}`,
      { cause },
    );
  }
}

async function openSealed(
  place: KeyPlace,
  sealed: Uint8Array,
  name: string,
  purpose: string,
): Promise<FoundKey> {
  const { seal, previous } = place;
  const content = seal && (await openWith(seal, sealed, purpose));
  if (content) return { content, sealed: true, upToDate: await isNewest(seal, sealed, content, purpose) };
  const before = previous && (await openWith(previous, sealed, purpose));
  if (before) return { content: before, sealed: true, upToDate: false };
  const recipients = secretRecipients(sealed).map(describeRecipient);
  const tried = seal || previous ? 'what is configured does not open it' : 'nothing is configured';
  throw new LedgerError('ledger/keys-sealed', `${name} is sealed for ${recipients.join('; ')}; ${tried}.`);
}

async function openWith(seal: KeySeal, sealed: Uint8Array, purpose: string): Promise<Uint8Array | undefined> {
  try {
    return await withSeal(seal, (identity) => openSecret(sealed, [identity], { purpose }));
  } catch (error) {
    if (error instanceof CoreError && error.code === 'core/keys-not-for-you') return undefined;
    throw error;
  }
}

/** Whether a seal that opens a file is also the one it would get now: same key, and its newest version. */
async function isNewest(
  seal: KeySeal,
  sealed: Uint8Array,
  content: Uint8Array,
  purpose: string,
): Promise<boolean> {
  if (seal.kind === 'passphrase') return true;
  const now = await withSeal(seal, (recipient) => sealSecret(content, [recipient], { purpose }));
  const wanted = secretRecipients(now)[0]?.provider;
  return secretRecipients(sealed).some(
    ({ provider }) =>
      provider?.name === wanted?.name &&
      provider?.keyId === wanted?.keyId &&
      provider?.keyVersion === wanted?.keyVersion,
  );
}

/**
 * Writes a key file, sealed where the place says so. A crash leaves the whole old file or the whole new one. A seal
 * is opened again before it replaces anything: a provider that may wrap and not unwrap would lose the key.
 */
export async function writeKeyFile(
  place: KeyPlace,
  name: string,
  purpose: string,
  content: Uint8Array,
): Promise<void> {
  const { seal } = place;
  if (seal === undefined) return await replace(place, name, content);
  const sealed = await withSeal(seal, (recipient) => sealSecret(content, [recipient], { purpose }));
  const opened = await withSeal(seal, (identity) => openSecret(sealed, [identity], { purpose }));
  opened.fill(0);
  await replace(place, name, sealed);
}

/**
 * Replaces a file and overwrites the bytes of the old one. That is the best a program can do and no promise: a
 * file system that copies on write, a snapshot or a solid-state disk may keep the old blocks.
 */
async function replace({ files, directory }: KeyPlace, name: string, content: Uint8Array): Promise<void> {
  // What a crash left of an earlier try is overwritten before its blocks are given back.
  const unfinished = await openIfPresent(files, `${directory}/${name}.tmp`, 'update');
  if (unfinished) await erase(unfinished);
  // Opened before its name is gone; Windows does not replace a file that is open.
  const old =
    process.platform === 'win32' ? undefined : await openIfPresent(files, `${directory}/${name}`, 'update');
  try {
    await writeAtomically(files, directory, name, content);
  } catch (error) {
    await old?.close();
    throw error;
  }
  if (old) await erase(old);
}

async function erase(file: LedgerFile): Promise<void> {
  try {
    await writeAll(file, new Uint8Array(await file.size()), 0);
    await file.datasync();
  } catch {
    // A disk that refuses this keeps nobody from going on: the new file is what counts.
  } finally {
    await file.close();
  }
}

type Party =
  | { readonly kind: 'passphrase'; readonly passphrase: Uint8Array }
  | { readonly kind: 'provider'; readonly provider: KeyProvider; readonly keyId: string };

/** Both a recipient and an identity, for as long as the work takes. */
async function withSeal<Value>(seal: KeySeal, work: (party: Party) => Promise<Value>): Promise<Value> {
  if (seal.kind === 'provider') return await work(seal);
  const passphrase = await seal.readPassphrase();
  try {
    return await work({ kind: 'passphrase', passphrase });
  } finally {
    passphrase.fill(0);
  }
}
