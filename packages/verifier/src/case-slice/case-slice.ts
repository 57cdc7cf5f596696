import { decodeBase64, encodeBase64, isCount, isHash } from '../bytes.ts';
import { type Refusal, refusal } from '../note.ts';

const format = 'ringwall/case-slice/1';
/** What is read as a slice: characters of its text, and entries in it. */
export const maxSliceLength = 64 << 20;
export const maxSliceEntries = 100_000;

/** An entry as it was hashed. */
export interface SliceEntry {
  readonly index: number;
  /** The leaf, which is canonical JSON, as text. */
  readonly leaf: string;
}

/** That a new key signs for the log: the event that says so, under a checkpoint of the old key. */
export interface KeyChange {
  readonly leaf: string;
  /** C2SP tlog-proof of that event. */
  readonly proof: string;
}

/** An excerpt of a ledger with all that is needed to check it. Nothing in it may be believed before it was. */
export interface CaseSlice {
  /** Signed note over a tree that holds everything below, with the cosignatures it had. */
  readonly checkpoint: string;
  /** By rising index. */
  readonly entries: readonly SliceEntry[];
  /** The hashes of the largest subtrees that hold none of these entries and not the statement, left to right. */
  readonly hashes: readonly Uint8Array[];
  /** How the key of the checkpoint follows from the log's earlier ones, oldest first. */
  readonly keyChanges: readonly KeyChange[];
  /** The verifier keys of the log as its exporter gave them, newest first: a hint, and no reason to trust them. */
  readonly keys: readonly string[];
  /** The event `ledger.exported`, in which the log itself says what was looked for and what was found. */
  readonly statement: SliceEntry;
}

/** The file of a slice: JSON in the one spelling that `parseCaseSlice` takes, and a line feed. */
export function formatCaseSlice({
  checkpoint,
  entries,
  hashes,
  keyChanges,
  keys,
  statement,
}: CaseSlice): string {
  // Members in the order of RFC 8785, so that this is canonical JSON.
  const document = {
    checkpoint,
    entries: entries.map(plainEntry),
    format,
    hashes: hashes.map(encodeBase64),
    keyChanges: keyChanges.map(({ leaf, proof }) => ({ leaf, proof })),
    keys,
    statement: plainEntry(statement),
  };
  return `${JSON.stringify(document)}\n`;
}

/** Takes the text of a slice apart. Other spellings of the same JSON are refused, so that a slice has one digest. */
export function parseCaseSlice(text: string): ({ readonly ok: true } & CaseSlice) | Refusal {
  if (text.length > maxSliceLength) return refusal(`the slice is over ${maxSliceLength >> 20} MiB`);
  if (!text.isWellFormed()) return refusal('the slice is not well-formed Unicode');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refusal('the slice is not JSON');
  }
  const slice = readSlice(value);
  if (slice === undefined) return refusal(`the file is not a slice in the format ${format}`);
  // Keys given twice, members unknown here, and white space are all differences to what would be written.
  if (formatCaseSlice(slice) !== text) return refusal('the slice is not in its canonical form');
  return { ok: true, ...slice };
}

function readSlice(value: unknown): CaseSlice | undefined {
  const member = membersOf(value);
  if (member('format') !== format) return undefined;
  const checkpoint = member('checkpoint');
  const statement = readEntry(member('statement'));
  const entries = readList(member('entries'), readEntry, maxSliceEntries);
  // Between two selected leaves lie at most as many subtrees as the tree is high, on both sides.
  const hashes = readList(member('hashes'), readHash, 106 * (maxSliceEntries + 1));
  const keys = readList(member('keys'), readText, 64);
  const keyChanges = readList(member('keyChanges'), readKeyChange, 64);
  if (typeof checkpoint !== 'string' || !statement || !entries || !hashes || !keys || !keyChanges)
    return undefined;
  return { checkpoint, entries, hashes, keyChanges, keys, statement };
}

/** Reads members of what may be an object. */
export function membersOf(value: unknown): (name: string) => unknown {
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return (name) => members.get(name);
}

function readList<Item>(
  value: unknown,
  read: (item: unknown) => Item | undefined,
  max: number,
): Item[] | undefined {
  if (!Array.isArray(value) || value.length > max) return undefined;
  const items: Item[] = [];
  for (const each of value) {
    const item = read(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readEntry(value: unknown): SliceEntry | undefined {
  const member = membersOf(value);
  const index = member('index');
  const leaf = member('leaf');
  return isCount(index) && typeof leaf === 'string' && leaf.isWellFormed() ? { index, leaf } : undefined;
}

function readKeyChange(value: unknown): KeyChange | undefined {
  const member = membersOf(value);
  const leaf = member('leaf');
  const proof = member('proof');
  return typeof leaf === 'string' && leaf.isWellFormed() && typeof proof === 'string'
    ? { leaf, proof }
    : undefined;
}

function readHash(value: unknown): Uint8Array | undefined {
  const hash = typeof value === 'string' ? decodeBase64(value) : undefined;
  return isHash(hash) ? hash : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function plainEntry({ index, leaf }: SliceEntry): SliceEntry {
  return { index, leaf };
}
