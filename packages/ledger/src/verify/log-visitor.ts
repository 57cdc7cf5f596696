/** Where reading a log stopped. */
export interface WalkFault {
  /** The entry at fault, or the first that may be. */
  readonly index: number;
  /** File within the ledger's directory, with a byte offset after a colon. */
  readonly place: string;
  readonly reason: string;
}

/** Where an entry stands. */
export interface EntryPlace {
  /** File within the ledger's directory. */
  readonly path: string;
  readonly offset: number;
}

/** Is given every entry of a log, in order. */
export interface LogVisitor {
  /** Before so many entries that were read together; may wait. An answer is a fault, and ends the walk. */
  before(entries: number): Promise<WalkFault | undefined>;
  /** The hash is the leaf's. An answer is a fault, and ends the walk. */
  entry(leaf: Uint8Array, hash: Uint8Array, place: EntryPlace): WalkFault | undefined;
}
