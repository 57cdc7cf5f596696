import type { BoundedRun, Program } from './program.ts';
import { maxStretch } from './unit-sets.ts';

/**
 * Gives each unit of a channel its class, and bounds what patterns do not count: units too many of a run read
 * as another class, and text is cut where a stretch would become too long. Both depend on the text alone.
 */
export class UnitClassifier {
  /** Whether the text is cut before the unit classified last. */
  isCut = false;
  readonly #classOf: Uint16Array;
  readonly #runOf: Program['runOf'];
  readonly #sentenceEnd: Uint8Array;
  readonly #isNeeded: boolean;
  #run: BoundedRun | undefined;
  #runLength = 0;
  #stretch = 0;

  constructor(program: Program) {
    this.#classOf = program.alphabet.classOf;
    this.#runOf = program.runOf;
    this.#sentenceEnd = program.sentenceEnd;
    this.#isNeeded = program.hasLoops;
  }

  classOf(unit: number): number {
    const cls = this.#classOf[unit] ?? 0;
    if (!this.#isNeeded) return cls;
    this.isCut = false;
    if (this.#sentenceEnd[cls] === 1) {
      this.#stretch = 0;
    } else if (++this.#stretch > maxStretch) {
      this.#stretch = 1;
      this.isCut = true;
    }
    const run = this.#runOf[cls];
    if (run === undefined) {
      this.#run = undefined;
      return cls;
    }
    if (run !== this.#run) {
      this.#run = run;
      this.#runLength = 1;
      return cls;
    }
    return ++this.#runLength > run.maxLength ? run.overlong : cls;
  }
}
