/** One state of a lazily built automaton: the places all live matches have reached. */
export interface State {
  readonly positions: Uint16Array;
  /** Start conditions that hold here, as bits of `Program.contextOf`. */
  readonly context: number;
  /** Patterns that matched with the unit just read. */
  readonly accepts: readonly number[];
  /** Patterns that match if the next unit is no letter or digit. */
  readonly pending: readonly number[];
}

/** What a reader has to look at in a state, as bits of its number. */
export const isLive = 1;
export const hasAccepts = 2;
export const hasPending = 4;
/** The rest of the number, shifted down, is where the state's row of moves begins. */
export const flagBits = 3;

export const unknownMove = 0;

/**
 * The states built so far, numbered, and the moves between them. Never more than `maxStates`: when full it
 * forgets all and begins a new generation, in which old numbers mean nothing.
 */
export class StateTable {
  readonly columns: number;
  /** `moves[(state >> flagBits) + column]` is the state that follows; `unknownMove` where that is not known. */
  readonly moves: Int32Array;
  generation = 0;
  readonly #maxStates: number;
  #states: State[] = [];
  /** Numbers by hash; several where hashes collide. */
  #buckets = new Map<number, number[]>();

  constructor(columns: number, maxStates: number) {
    this.columns = columns;
    this.#maxStates = maxStates;
    this.moves = new Int32Array((maxStates + 1) * columns);
  }

  /** The state of a number of this generation. */
  get(id: number): State {
    const state = this.#states[(id >> flagBits) / this.columns - 1];
    if (state === undefined) throw new RangeError(`There is no state ${id}.`);
    return state;
  }

  /** The number of a state; the same for equal states. */
  idOf(state: State): number {
    const hash = hashOf(state);
    const bucket = this.#buckets.get(hash);
    if (bucket !== undefined) {
      for (const id of bucket) if (isEqual(this.get(id), state)) return id;
    }
    if (this.#states.length >= this.#maxStates) this.#forget();
    // The first row stays empty, so that no state's number is `unknownMove`.
    const row = this.#states.push(state) * this.columns;
    const id =
      (row << flagBits) |
      (state.positions.length > 0 ? isLive : 0) |
      (state.accepts.length > 0 ? hasAccepts : 0) |
      (state.pending.length > 0 ? hasPending : 0);
    const known = this.#buckets.get(hash);
    if (known === undefined) this.#buckets.set(hash, [id]);
    else known.push(id);
    return id;
  }

  #forget(): void {
    this.generation++;
    this.moves.fill(unknownMove);
    this.#states = [];
    this.#buckets = new Map();
  }
}

function hashOf(state: State): number {
  const { positions, accepts } = state;
  let hash = 0x811c9dc5 ^ state.context;
  for (let i = 0; i < accepts.length; i++) hash = Math.imul(hash ^ (accepts[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ 0xffff, 0x01000193);
  for (let i = 0; i < positions.length; i++) hash = Math.imul(hash ^ (positions[i] ?? 0), 0x01000193);
  return hash;
}

/** `pending` follows from the positions. */
function isEqual(a: State, b: State): boolean {
  if (a.context !== b.context || a.accepts.length !== b.accepts.length) return false;
  if (a.positions.length !== b.positions.length) return false;
  for (let i = 0; i < a.accepts.length; i++) if (a.accepts[i] !== b.accepts[i]) return false;
  for (let i = 0; i < a.positions.length; i++) if (a.positions[i] !== b.positions[i]) return false;
  return true;
}
