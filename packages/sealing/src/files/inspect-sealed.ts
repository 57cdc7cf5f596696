import { floeLayout, parametersOf, type RecipientInfo, recipientsOf } from '@ringwall/core';
import { openToRead } from './durable-files.ts';
import { factsOf } from './file-facts.ts';
import { readHeader } from './locate-payload.ts';
import { readKeys } from './sealed-keys.ts';
import { keysPathOf } from './sealed-names.ts';

/** What anyone can see who has the two files and no key. Nothing of it is authenticated. */
export interface SealedFacts {
  readonly id: string;
  readonly version: string;
  readonly recipients: readonly RecipientInfo[];
  readonly sealedBytes: number;
  readonly segmentBytes: number;
  /** How long the plaintext is if the payload is whole. */
  readonly plainBytes: number;
}

/**
 * Facts about a sealed file without any key.
 * @param path of the payload
 * @param keysPath `x.keys.json` beside it unless given
 * @throws SealingError sealing/not-accessible; CoreError core/sealed-malformed, core/sealed-truncated,
 * core/keys-malformed
 */
export async function inspectSealed(path: string, keysPath = keysPathOf(path)): Promise<SealedFacts> {
  const file = await openToRead(path);
  try {
    const { sizeBytes } = await factsOf(file, path);
    const { segmentBytes } = parametersOf(await readHeader(file, path));
    const document = await readKeys(keysPath);
    return {
      id: document.id,
      version: document.version,
      recipients: recipientsOf(document),
      sealedBytes: sizeBytes,
      segmentBytes,
      plainBytes: floeLayout(segmentBytes).plainSize(sizeBytes),
    };
  } finally {
    await file.close();
  }
}
