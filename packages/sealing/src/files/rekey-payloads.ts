import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  beginFloe,
  type DroppedRecipient,
  encodeKeys,
  type Identity,
  type KeysDocument,
  movedOutsideHeap,
  openKeys,
  type Recipient,
  type RecipientInfo,
  randomBytes,
  recipientsOf,
  reseal,
} from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { convertFile } from './convert-file.ts';
import { diskError, onDisk } from './disk-error.ts';
import {
  createPrivately,
  isThere,
  moveDurably,
  mustStillBe,
  readSmall,
  removeIfThere,
  stageDurably,
  syncFolder,
} from './durable-files.ts';
import { factsOf, mustBeUnchanged } from './file-facts.ts';
import { type LocatedPayload, locatePayload } from './locate-payload.ts';
import type { ProgressListener } from './progress.ts';
import { maxKeysBytes, type PayloadKey, payloadKey, readKeys } from './sealed-keys.ts';
import { partialPathOf, replacementPathOf } from './sealed-names.ts';

export interface RekeyOptions {
  readonly identities: readonly Identity[];
  /**
   * Who stays: `proven` (everyone whose entry was written by someone who could open the keys) unless given; to shut
   * someone out, the names ("kid") of all the others.
   */
  readonly keep?: 'proven' | readonly string[];
  /** Who comes besides. A passphrase stays only where it is among the identities, or here. */
  readonly recipients?: readonly Recipient[];
  /** The next number unless given. */
  readonly version?: string;
  readonly threads?: number;
  readonly onProgress?: ProgressListener;
  /** Stops the run and leaves everything as it was. */
  readonly signal?: AbortSignal;
}

/** What re-keying did. Whoever could read before, and kept a copy of payload and keys, still can read that copy. */
export interface Rekeyed {
  readonly id: string;
  readonly version: string;
  readonly previousVersion: string;
  readonly recipients: readonly RecipientInfo[];
  /** Who could read until now. */
  readonly previousRecipients: readonly RecipientInfo[];
  /** Who of them cannot any longer, and why. */
  readonly dropped: readonly DroppedRecipient[];
  readonly sealedBytes: number;
}

/** One payload, and which part of what was sealed it is. */
export interface PayloadPart {
  readonly path: string;
  readonly part: string;
}

/**
 * Seals payloads anew under a new data key. Every new payload is on disk beside the old one before the new keys
 * replace the old: that one rename decides. Interrupted before it, the old is still whole; after it, readers find the
 * new payloads under their waiting names, and the next re-keying gives them their own. It takes the room of the
 * payloads once more.
 * @throws SealingError sealing/no-space, sealing/not-accessible, sealing/source-changed; CoreError as for opening
 */
export async function rekeyPayloads(
  keysPath: string,
  parts: readonly PayloadPart[],
  options: RekeyOptions,
): Promise<Rekeyed> {
  const document = await readKeys(keysPath);
  const before = encodeKeys(document);
  const version = options.version ?? nextVersion(document.version);
  const from = await openKeys(document, options.identities);
  const keys = { from, to: movedOutsideHeap(randomBytes(32)) };
  try {
    const { document: next, dropped } = await reseal(document, options.identities, {
      dataKey: keys.to,
      version,
      keep: options.keep ?? 'proven',
      ...(options.recipients === undefined ? {} : { recipients: options.recipients }),
    });
    const sealedBytes = await rewriteAll(parts, options, { keys, document, next });
    await stageDurably(keysPath, encodeKeys(next));
    const now = await readSmall(keysPath, maxKeysBytes);
    if (now === undefined || !Buffer.from(before).equals(encodeKeys(await readKeys(now)))) {
      await discardReplacements(parts);
      throw new SealingError('sealing/source-changed', `${keysPath} is not what it was at the start.`);
    }
    await moveDurably(partialPathOf(keysPath), keysPath);
    await finishRenames(parts);
    return {
      id: next.id,
      version,
      previousVersion: document.version,
      recipients: recipientsOf(next),
      previousRecipients: recipientsOf(document),
      dropped,
      sealedBytes,
    };
  } catch (error) {
    await removeIfThere(partialPathOf(keysPath));
    throw error;
  } finally {
    keys.from.fill(0);
    keys.to.fill(0);
  }
}

interface RekeyWork {
  readonly keys: { readonly from: Uint8Array; readonly to: Uint8Array };
  readonly document: KeysDocument;
  readonly next: KeysDocument;
}

async function rewriteAll(
  parts: readonly PayloadPart[],
  options: RekeyOptions,
  { keys, document, next }: RekeyWork,
): Promise<number> {
  let totalBytes = 0;
  for (const { path, part } of parts) {
    totalBytes += await settle(path, payloadKey(keys.from, document, part));
  }
  let doneBytes = 0;
  try {
    for (const { path, part } of parts) {
      const from = payloadKey(keys.from, document, part);
      const to = payloadKey(keys.to, next, part);
      const located = await locatePayload(path, from);
      try {
        doneBytes += await rewrite(located, { from, to }, options, { doneBytes, totalBytes });
      } finally {
        await located.file.close();
        from.key.fill(0);
        to.key.fill(0);
      }
    }
  } catch (error) {
    await discardReplacements(parts);
    throw error;
  }
  return doneBytes;
}

/** Takes the last step of a re-keying that was interrupted after its keys were in place; returns the payload's size. */
async function settle(path: string, payload: PayloadKey): Promise<number> {
  try {
    const located = await locatePayload(path, payload);
    try {
      if (located.path !== path) await moveDurably(located.path, path);
      return (await factsOf(located.file, path)).sizeBytes;
    } finally {
      await located.file.close();
    }
  } finally {
    payload.key.fill(0);
  }
}

/** Only for what this run wrote: a replacement that fits the present keys is the payload. */
async function discardReplacements(parts: readonly PayloadPart[]): Promise<void> {
  for (const { path } of parts) {
    await removeIfThere(partialPathOf(path));
    await removeIfThere(replacementPathOf(path));
  }
}

async function rewrite(
  { file, path, header, segmentBytes }: LocatedPayload,
  { from, to }: { readonly from: PayloadKey; readonly to: PayloadKey },
  options: RekeyOptions,
  before: { readonly doneBytes: number; readonly totalBytes: number },
): Promise<number> {
  const facts = await factsOf(file, path);
  const sealer = beginFloe(to.key, to.aad, { segmentBytes });
  sealer.close();
  const partialPath = partialPathOf(path);
  const partial = await createPrivately(partialPath);
  const keys = Buffer.concat([from.key, to.key]);
  try {
    await onDisk(partialPath, partial.write(sealer.header, 0, sealer.header.length, 0));
    const { onProgress } = options;
    await convertFile(
      {
        kind: 'rekey',
        source: file.fd,
        target: partial.fd,
        sourceBytes: facts.sizeBytes,
        segmentBytes,
        from: { header, aad: from.aad },
        to: { header: sealer.header, aad: to.aad },
      },
      keys,
      { source: path, target: partialPath },
      {
        ...options,
        onProgress: ({ doneBytes }) => onProgress?.({ ...before, doneBytes: before.doneBytes + doneBytes }),
      },
    );
    mustBeUnchanged(facts, await factsOf(file, path), path);
    await onDisk(partialPath, partial.sync());
    await mustStillBe(partial, partialPath);
    await moveDurably(partialPath, replacementPathOf(path));
    return facts.sizeBytes;
  } finally {
    keys.fill(0);
    await partial.close();
  }
}

async function finishRenames(parts: readonly PayloadPart[]): Promise<void> {
  for (const { path } of parts) {
    const replacement = replacementPathOf(path);
    if (!(await isThere(replacement))) continue;
    await rename(replacement, path).catch((cause: unknown) => {
      throw diskError(cause, path);
    });
  }
  for (const folder of new Set(parts.map(({ path }) => dirname(path)))) await syncFolder(folder);
}

/** `8` for `7`; for a version that is not a number, the same with `.2` and so on behind it. */
export function nextVersion(version: string): string {
  const {
    text = '',
    number = '1',
    dot = '.',
  } = /^(?<text>.*?)(?<dot>\.?)(?<number>\d{1,15})$/.exec(version)?.groups ?? {
    text: version,
  };
  return `${text}${dot}${Number(number) + 1}`;
}
