import {
  type Clock,
  encodeKeys,
  type KeysDocument,
  type RecipientInfo,
  RingwallError,
  recipientsOf,
  sha256Hex,
} from '@ringwall/core';
import { SealingError } from '../errors.ts';
import type { KeyVersionInfo, ManagedKeyProvider } from '../key-providers/key-provider-kind.ts';
import { checkEntry, type EntryCheck } from './entry-check.ts';

/** A keys document under a name that people know it by: a path, a dataset. */
export interface NamedDocument {
  readonly name: string;
  readonly keys: KeysDocument;
}

/** What to destroy, and which documents to ask about. */
export interface DestructionRequest {
  readonly provider: ManagedKeyProvider;
  readonly keyId: string;
  readonly keyVersion: string;
  readonly documents: readonly NamedDocument[];
  readonly clock: Clock;
  /** Says what would happen and destroys nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Someone who may still open a document, as far as it says: see `checkRecipients` of @ringwall/core. */
export interface Remaining {
  readonly kid: string;
  readonly kind: RecipientInfo['kind'];
}

/**
 * What became of a document:
 * - `unreadable`: no entry of it leads to its key any more.
 * - `unreadable-later`: the same once the service's waiting period is over; until then it can be taken back.
 * - `readable`: the entries in `readableThrough` are not affected.
 * - `still-opens`: the provider unwrapped it even after the destruction. Try again; services need some seconds.
 * - `unproven`: whether the version still opens it could not be tried afterwards.
 * - `not-affected`: no entry of it was wrapped by the version.
 */
export type DocumentOutcome =
  | 'unreadable'
  | 'unreadable-later'
  | 'readable'
  | 'still-opens'
  | 'unproven'
  | 'not-affected';

/** What a destruction means for one document. */
export interface DocumentFate {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the keys document as `encodeKeys` writes it, in hexadecimal digits. */
  readonly sha256: string;
  readonly outcome: DocumentOutcome;
  /** Whether the version opened it before: `yes`, or the error's code; null where no entry is the version's. */
  readonly before: string | null;
  /** The same afterwards; null in a dry run too. */
  readonly after: string | null;
  readonly readableThrough: readonly Remaining[];
}

/** The proof: plain JSON with one canonical spelling (RFC 8785), fit for a ledger. Times are milliseconds since 1970. */
export interface DestructionRecord {
  readonly format: 'ringwall/key-destruction/1';
  readonly dryRun: boolean;
  readonly provider: string;
  readonly kind: string;
  readonly keyId: string;
  readonly keyVersion: string;
  /** Null where the provider shows nothing to take one from. */
  readonly fingerprint: string | null;
  readonly requestedAt: number;
  readonly effectiveAt: number;
  readonly documents: readonly DocumentFate[];
}

interface Assessment {
  readonly document: NamedDocument;
  readonly affected: readonly RecipientInfo[];
  readonly before: string | null;
  readonly readableThrough: readonly Remaining[];
}

/**
 * Destroys a version of a key and shows what that made unreadable: each document is tried with the version before
 * and after. It speaks of the documents given and of no others: an older copy of a keys document may have other
 * recipients, and whoever opened it before may have kept its key.
 * @throws SealingError sealing/key-unknown, sealing/key-destroyed, and whatever keeps a document from being tried
 * before: then nothing was destroyed. What goes wrong afterwards stands in the record.
 */
export async function destroyWithProof(request: DestructionRequest): Promise<DestructionRecord> {
  const { provider, keyId, keyVersion, documents, clock, signal, dryRun = false } = request;
  const version = await listedVersion(request);
  const assessments: Assessment[] = [];
  for (const document of documents) assessments.push(await assess(document, request));
  signal?.throwIfAborted();
  const now = clock.now();
  const destruction = dryRun
    ? { requestedAt: now, effectiveAt: now + (provider.destroyDelayMs ?? 0) }
    : await provider.destroyVersion(keyId, keyVersion, signal);
  const { requestedAt, effectiveAt } = destruction;
  const later = effectiveAt > requestedAt;
  const fates: DocumentFate[] = [];
  for (const assessment of assessments) {
    // Not to be interrupted any more: what was destroyed must be told.
    const after = dryRun ? null : await tryAgain(assessment, provider);
    fates.push(fateOf(assessment, { after, later }));
  }
  return {
    format: 'ringwall/key-destruction/1',
    dryRun,
    provider: provider.name,
    kind: provider.kind,
    keyId,
    keyVersion,
    fingerprint: version.fingerprint ?? null,
    requestedAt,
    effectiveAt,
    documents: fates,
  };
}

async function listedVersion({
  provider,
  keyId,
  keyVersion,
  signal,
}: DestructionRequest): Promise<KeyVersionInfo> {
  const key = (await provider.listKeys(signal)).find((candidate) => candidate.keyId === keyId);
  const version = key?.versions.find((candidate) => candidate.keyVersion === keyVersion);
  const words = `version ${keyVersion} of ${provider.name}/${keyId}`;
  if (version === undefined) throw new SealingError('sealing/key-unknown', `There is no ${words}.`);
  if (version.state === 'destroyed' || version.state === 'destroy-scheduled') {
    throw new SealingError('sealing/key-destroyed', `The ${words} was destroyed before.`);
  }
  return version;
}

async function assess(document: NamedDocument, request: DestructionRequest): Promise<Assessment> {
  const { provider, keyId, keyVersion, signal } = request;
  const recipients = recipientsOf(document.keys);
  const affected = recipients.filter(
    ({ provider: by }) => by?.name === provider.name && by.keyId === keyId && by.keyVersion === keyVersion,
  );
  let before: string | null = null;
  for (const entry of affected) {
    before = firstYes(before, await checkEntry(document.keys, entry, { provider, signal }));
  }
  const readableThrough: Remaining[] = [];
  for (const entry of recipients.filter((recipient) => !affected.includes(recipient))) {
    if (await isDead(document.keys, entry, request)) continue;
    readableThrough.push({ kid: entry.kid, kind: entry.kind });
  }
  return { document, affected, before, readableThrough };
}

/** Whether an entry is of this provider too and its own version was destroyed before. */
async function isDead(
  keys: KeysDocument,
  entry: RecipientInfo,
  { provider, signal }: DestructionRequest,
): Promise<boolean> {
  if (entry.provider?.name !== provider.name) return false;
  const check = await checkEntry(keys, entry, { provider, signal });
  return !check.opens && check.code === 'sealing/key-destroyed';
}

async function tryAgain(
  { document, affected }: Assessment,
  provider: ManagedKeyProvider,
): Promise<string | null> {
  let after: string | null = null;
  for (const entry of affected) {
    try {
      after = firstYes(after, await checkEntry(document.keys, entry, { provider }));
    } catch (cause) {
      after = firstYes(after, { opens: false, code: codeOf(cause) });
    }
  }
  return after;
}

function firstYes(sofar: string | null, check: EntryCheck): string {
  if (sofar === 'yes' || check.opens) return 'yes';
  return check.code;
}

function codeOf(cause: unknown): string {
  return cause instanceof RingwallError ? cause.code : 'core/unexpected';
}

const refusals = new Set([
  'sealing/key-destroyed',
  'sealing/key-unknown',
  'sealing/unwrap-failed',
  'core/keys-altered',
]);

function fateOf(
  { document, affected, before, readableThrough }: Assessment,
  { after, later }: { readonly after: string | null; readonly later: boolean },
): DocumentFate {
  const { name, keys } = document;
  const outcome = (): DocumentOutcome => {
    if (affected.length === 0) return 'not-affected';
    if (after === 'yes') return 'still-opens';
    if (readableThrough.length > 0) return 'readable';
    if (after !== null && !refusals.has(after)) return 'unproven';
    return later ? 'unreadable-later' : 'unreadable';
  };
  return {
    name,
    id: keys.id,
    version: keys.version,
    sha256: sha256Hex(encodeKeys(keys)),
    outcome: outcome(),
    before,
    after,
    readableThrough,
  };
}
