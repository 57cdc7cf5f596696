import { between, oneOf, type SeededRandom } from './seeded-random.ts';

/**
 * What a kill leaves of what was never synced: everything, as a killed process does; nothing, as a machine without
 * power does; or some sectors and names of it in no order.
 */
export type Unsynced = 'kept' | 'dropped' | 'torn';

/** What goes wrong while the server runs. */
export type Fault = 'none' | 'disk-full' | 'failing-sync' | 'slow-sync' | 'clock-jumps';

/** One run of the server, from start to kill. */
export interface Round {
  readonly seed: number;
  readonly unsynced: Unsynced;
  readonly fault: Fault;
  /** It kills itself before this step on the ledger's files, counted from its start; else it is killed from outside. */
  readonly killAtStep?: number;
  /** Answers after which it is killed from outside. */
  readonly answers: number;
}

const faults: readonly Fault[] = ['none', 'disk-full', 'failing-sync', 'slow-sync', 'clock-jumps'];

/** The rounds of one torture are a function of its seed. */
export function drawRound(random: SeededRandom, options: { readonly tear: boolean }): Round {
  const fault = oneOf(random, faults);
  const unsynced: Unsynced = options.tear ? oneOf(random, ['kept', 'dropped', 'torn', 'torn']) : 'kept';
  const answers = between(random, 3, fault === 'none' ? 30 : 60);
  const seed = between(random, 0, 2 ** 31);
  // Some die by their own hand at a step that no signal from outside would find, the first ones of a start included.
  const early = random() < 0.2;
  const own = random() < 0.5;
  const killAtStep = early ? between(random, 1, 60) : between(random, 60, 400);
  return { seed, unsynced, fault, answers, ...(own && { killAtStep }) };
}
