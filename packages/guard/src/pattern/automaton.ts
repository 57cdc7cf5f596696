import type { Program } from './program.ts';
import { textStartContext } from './program.ts';
import { flagBits, type State, StateTable, unknownMove } from './state-table.ts';

/** Memory the moves between states may take; more than everyday text needs. */
const maxTableBytes = 8 << 20;

/**
 * Many patterns as one automaton that reads each unit once, whatever the text (lazy DFA construction, as in
 * Cox, "Regular Expression Matching in the Wild", 2010). States and moves are worked out when first met.
 */
export class Automaton {
  readonly program: Program;
  readonly states: StateTable;
  readonly start: State;
  /** The column that stands for no unit: the text is cut here, which ends every stretch and nothing else. */
  readonly cut: number;
  /** Work done beyond table look-ups, for tests of the bound: positions visited. */
  visits = 0;
  readonly #firsts = new Map<number, readonly number[]>();
  readonly #mark: Uint32Array;
  readonly #scratch: Uint16Array;
  #stamp = 0;

  constructor(program: Program, maxStates?: number) {
    this.program = program;
    this.cut = program.alphabet.classCount;
    const columns = this.cut + 1;
    this.states = new StateTable(columns, maxStates ?? Math.floor(maxTableBytes / 4 / columns));
    this.start = { positions: new Uint16Array(), context: textStartContext, accepts: [], pending: [] };
    this.#mark = new Uint32Array(program.positionCount);
    this.#scratch = new Uint16Array(program.positionCount);
  }

  /** The number of the state behind state `id` and a unit of class `cls`. */
  step(id: number, cls: number): number {
    const { states } = this;
    const move = (id >> flagBits) + cls;
    const known = states.moves[move] ?? unknownMove;
    if (known !== unknownMove) return known;
    const { generation } = states;
    const state = states.get(id);
    const next = states.idOf(cls === this.cut ? this.#afterCut(state) : this.#after(state, cls));
    if (states.generation === generation) states.moves[move] = next;
    return next;
  }

  #afterCut(state: State): State {
    const positions = state.positions.filter((position) => this.program.isStretch[position] === 0);
    return { ...state, positions, accepts: [] };
  }

  #after(state: State, cls: number): State {
    const { follow, patternOf, patterns, isLast, contextOf } = this.program;
    const count = this.#reach(state, cls);
    const accepts: number[] = [];
    const pending: number[] = [];
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const position = this.#scratch[i] ?? 0;
      const pattern = patternOf[position] ?? 0;
      let isKept = (follow[position]?.length ?? 0) > 0;
      if (isLast[position] === 1) {
        const isConditional = patterns[pattern]?.end !== 'any';
        const matched = isConditional ? pending : accepts;
        if (!matched.includes(pattern)) matched.push(pattern);
        isKept ||= isConditional;
      }
      if (isKept) this.#scratch[kept++] = position;
    }
    const positions = this.#scratch.slice(0, kept).sort();
    return { positions, context: contextOf[cls] ?? 0, accepts: accepts.sort(byNumber), pending };
  }

  /** Writes the positions that read the next unit into the scratch array, each once; returns how many. */
  #reach(state: State, cls: number): number {
    const { follow, reads } = this.program;
    const mark = this.#mark;
    const stamp = this.#newStamp();
    let count = 0;
    for (const position of state.positions) {
      const targets = follow[position] ?? [];
      this.visits += targets.length;
      for (const target of targets) {
        if (mark[target] === stamp || reads[target]?.[cls] !== 1) continue;
        mark[target] = stamp;
        this.#scratch[count++] = target;
      }
    }
    const firsts = this.#firstsAt(state.context, cls);
    this.visits += firsts.length;
    for (const target of firsts) {
      if (mark[target] === stamp) continue;
      mark[target] = stamp;
      this.#scratch[count++] = target;
    }
    return count;
  }

  /** Where matches begin that begin with a unit of this class in this context. */
  #firstsAt(context: number, cls: number): readonly number[] {
    const key = context * this.program.alphabet.classCount + cls;
    let firsts = this.#firsts.get(key);
    if (firsts === undefined) {
      const { patterns, reads } = this.program;
      const begun = patterns.filter((pattern) => (pattern.startBits & context) !== 0);
      firsts = begun.flatMap((pattern) => pattern.first.filter((p) => reads[p]?.[cls] === 1));
      this.#firsts.set(key, firsts);
    }
    return firsts;
  }

  #newStamp(): number {
    this.#stamp = (this.#stamp + 1) >>> 0;
    if (this.#stamp === 0) {
      this.#mark.fill(0);
      this.#stamp = 1;
    }
    return this.#stamp;
  }
}

function byNumber(a: number, b: number): number {
  return a - b;
}
