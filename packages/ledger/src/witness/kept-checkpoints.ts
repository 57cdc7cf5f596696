import { decodeUtf8, sha256Hex } from '@ringwall/core';
import { type CosignedCheckpoint, openCosignedCheckpoint } from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';
import { type Files, isMissing, readSmallFile, writeAtomically } from '../files.ts';
import { cosignatureChecks } from './watched-log.ts';
import type { LogName, WitnessAddress } from './witness-client.ts';

/** Folder within the ledger's directory: for each witness the newest checkpoint it has cosigned. */
export const witnessDirectory = 'witness';
const maxNoteBytes = 65_536;

/** A checkpoint with its cosignatures, as a note. */
export type KeptCheckpoint = CosignedCheckpoint & { readonly note: string };

/** Puts the newest checkpoint that a witness has cosigned beside the log; durable when resolved. */
export async function keepCheckpoint(
  place: { readonly files: Files; readonly directory: string },
  witness: WitnessAddress,
  note: string,
): Promise<void> {
  await writeAtomically(place.files, `${place.directory}/${witnessDirectory}`, fileOf(witness), utf8(note));
}

/** The newest checkpoint of the log that is kept of a witness; undefined where there is none that holds. */
export async function keptCheckpoint(
  place: { readonly files: Files; readonly directory: string },
  witness: WitnessAddress,
  log: LogName,
): Promise<KeptCheckpoint | undefined> {
  // In whichever file: the witness may have been configured with fewer keys before.
  const kept = await keptCheckpoints(place, { log, witnessKeys: witness.keys });
  return kept.toSorted((a, b) => b.size - a.size)[0];
}

/**
 * All checkpoints kept beside a log, of whichever witness, that a key of the log has signed and one of the given
 * keys of witnesses has cosigned. What does not hold is left out.
 */
export async function keptCheckpoints(
  place: { readonly files: Files; readonly directory: string },
  about: { readonly log: LogName; readonly witnessKeys: readonly string[] },
): Promise<readonly KeptCheckpoint[]> {
  const folder = `${place.directory}/${witnessDirectory}`;
  const names = await place.files.list(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const kept: KeptCheckpoint[] = [];
  for (const name of names.filter((each) => each.endsWith('.checkpoint')).toSorted()) {
    const content = await readSmallFile(place.files, `${folder}/${name}`, maxNoteBytes);
    const policy = { logKeys: about.log.verifierKeys, witnessKeys: about.witnessKeys };
    const opened = content && (await openKept(content, policy, about.log.origin));
    if (opened) kept.push(opened);
  }
  return kept;
}

async function openKept(
  content: Uint8Array,
  policy: { readonly logKeys: readonly string[]; readonly witnessKeys: readonly string[] },
  origin: string,
): Promise<KeptCheckpoint | undefined> {
  let note: string;
  try {
    note = decodeUtf8(content);
  } catch {
    return undefined;
  }
  const opened = await openCosignedCheckpoint(note, policy, cosignatureChecks);
  const holds = opened.ok && opened.origin === origin && opened.cosignatures.length > 0;
  return holds ? { ...opened, note } : undefined;
}

/** Two witnesses may share a name, and names may hold any character. */
function fileOf({ url, keys }: WitnessAddress): string {
  return `${sha256Hex([...keys].sort().join('\n') || url).slice(0, 16)}.checkpoint`;
}
