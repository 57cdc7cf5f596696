import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@ringwall/core';
import { verifyLog } from '@ringwall/ledger';
import { readEntriesFrom, requestsInState, type SeenTree, treeExtending, unrecorded } from './ask-server.ts';
import { drawRound, type Round } from './round.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { loadTortureChild, type TortureChild } from './torture-child.ts';
import { loadUntilGone } from './torture-load.ts';

/** No demo of a full disk needs the room that a real one keeps. */
const configuration = 'ledger: { minFreeBytes: 0, reserveBytes: 65536 }\n';
/** So long after its first answer a server is killed, however few it gave. */
const longestLoadMs = 2_000;

/** What a torture found. Everything but the counts of work done must be 0. */
export interface TortureReport {
  readonly seed: number;
  readonly kills: number;
  readonly answered: number;
  readonly refused: number;
  readonly entries: number;
  /** Requests that a kill cut off, and that say so, among the newest 500. */
  readonly aborted: number;
  /** Entries that were said to be durable and are not there. */
  readonly lost: number;
  /** Answered requests whose record does not say so. */
  readonly unrecorded: number;
  /** Starts that did not succeed by themselves. */
  readonly repairs: number;
  /** In words, with the round in which it was seen. */
  readonly problems: readonly string[];
}

export interface TortureOptions {
  /** Empty; what is left there afterwards tells more where something was found. */
  readonly directory: string;
  readonly kills: number;
  readonly seed: number;
  /** Lets what was never synced be lost or torn as well, instead of only failing and killing. */
  readonly tear: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (line: string) => void;
}

/**
 * Kills a whole server under load again and again while its disk is full, fails or is slow and its clock jumps, and
 * each time checks its log from the files alone, starts it again, and asks it for everything it had answered. Stops at
 * the first start that fails, because every later one would.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  mkdirSync(options.directory, { recursive: true });
  writeFileSync(join(options.directory, 'ringwall.config.yaml'), configuration);
  await using run = new Torture(options);
  for (let kill = 0; kill < options.kills && run.canGoOn; kill++) {
    options.signal?.throwIfAborted();
    await run.killOnce(kill);
  }
  if (run.canGoOn) await run.endInOrder();
  return run.report();
}

class Torture implements AsyncDisposable {
  readonly #options: TortureOptions;
  readonly #dataDirectory: string;
  readonly #random: SeededRandom;
  readonly #problems: string[] = [];
  /** Being loaded while the one before it is tortured. */
  #next: TortureChild | undefined;
  #key: string | undefined;
  /** Answered and not yet looked for. */
  #unchecked: string[] = [];
  /** The newest tree that was signed and seen. */
  #tree: SeenTree = { size: 0, root: sha256('') };
  #kills = 0;
  #answered = 0;
  #refused = 0;
  #durable = 0;
  #aborted = 0;
  #lost = 0;
  #unrecorded = 0;
  #repairs = 0;

  constructor(options: TortureOptions) {
    this.#options = options;
    this.#dataDirectory = join(options.directory, 'data');
    this.#random = seededRandom(options.seed);
  }

  get canGoOn(): boolean {
    return this.#repairs === 0;
  }

  async killOnce(kill: number): Promise<void> {
    const drawn = drawRound(this.#random, this.#options);
    const { killAtStep: _, ...fromOutside } = drawn;
    // The first one lives long enough to give the clients their key.
    const round = kill === 0 ? fromOutside : drawn;
    const name = `kill ${kill + 1} of ${this.#options.kills}`;
    this.#options.progress?.(`${name}: ${JSON.stringify(round)}`);
    const child = this.#start(round);
    const ready = await child.ready;
    if (ready !== undefined) {
      this.#key ??= ready.key;
      // A check that the server's own death cuts short is made after the next start.
      const checked = await this.#check(child, name);
      if (checked) await this.#load(child, { ...round, gatewayUrl: ready.gatewayUrl, name });
      child.kill('SIGKILL');
    }
    const { signal, code } = await child.gone;
    if (signal === 'SIGKILL') {
      this.#kills++;
      await this.#checkFiles(child, name);
      return;
    }
    if (ready === undefined) this.#repairs++;
    this.#found(name, `the server ended with ${code ?? signal} by itself:\n${child.output}`);
  }

  /** After the last kill: everything there once more, nothing left open, and an orderly end. */
  async endInOrder(): Promise<void> {
    const round: Round = { seed: 0, unsynced: 'kept', fault: 'none', answers: 0 };
    const child = this.#start(round);
    if ((await child.ready) === undefined) {
      this.#repairs++;
      this.#found('the last start', child.output);
      return;
    }
    await this.#check(child, 'the end', { from: 0 });
    const open = await requestsInState(this.#dataDirectory, 'open');
    if (open > 0) this.#found('the end', `${open} requests are still open`);
    this.#aborted = await requestsInState(this.#dataDirectory, 'aborted');
    child.kill('SIGTERM');
    const { code } = await child.gone;
    if (code !== 0) this.#found('the end', `the server ended with ${code}:\n${child.output}`);
    const report = await this.#checkFiles(child, 'the end');
    if (report.unproven > 0) this.#found('the end', `${report.unproven} entries are signed by nobody`);
  }

  report(): TortureReport {
    return {
      ...{ seed: this.#options.seed, kills: this.#kills, answered: this.#answered, refused: this.#refused },
      ...{
        entries: this.#tree.size,
        aborted: this.#aborted,
        lost: this.#lost,
        unrecorded: this.#unrecorded,
        repairs: this.#repairs,
      },
      problems: this.#problems,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#next?.kill('SIGKILL');
    await this.#next?.gone;
  }

  #start(round: Round): TortureChild {
    const child = this.#next ?? loadTortureChild(this.#options.directory);
    this.#next = loadTortureChild(this.#options.directory);
    child.run({ round, createKey: this.#key === undefined });
    return child;
  }

  /** Everything that was answered is recorded, the tree extends the one seen before, every new entry can be read. */
  async #check(
    child: TortureChild,
    name: string,
    options: { readonly from?: number } = {},
  ): Promise<boolean> {
    let gone = false;
    void child.gone.then(() => {
      gone = true;
    });
    try {
      const missing = await unrecorded(this.#dataDirectory, this.#unchecked);
      this.#unchecked = [];
      this.#unrecorded += missing.length;
      if (missing.length > 0) this.#found(name, `answered and not recorded: ${missing.join(', ')}`);
      const from = options.from ?? this.#tree.size;
      const tree = await treeExtending(this.#dataDirectory, this.#tree);
      const read = await readEntriesFrom(this.#dataDirectory, from);
      if (read < tree.size - from) this.#found(name, `${read} of ${tree.size - from} entries can be read`);
      this.#tree = tree;
      return true;
    } catch (error) {
      // Give the news of its death the time to arrive.
      await Promise.race([child.gone, new Promise(setImmediate)]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (!gone) this.#found(name, `a check failed: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  }

  async #load(
    child: TortureChild,
    { answers, gatewayUrl, name }: { answers: number; gatewayUrl: string; name: string },
  ): Promise<void> {
    let left = answers;
    child.begin();
    let longest: NodeJS.Timeout | undefined;
    try {
      await loadUntilGone(
        { gatewayUrl, key: this.#key ?? '' },
        {
          gone: child.gone,
          answered: ({ id, complete }) => {
            longest ??= setTimeout(() => child.kill('SIGKILL'), longestLoadMs);
            if (complete) {
              this.#answered++;
              this.#unchecked.push(id);
            } else {
              this.#refused++;
            }
            if (--left === 0) child.kill('SIGKILL');
          },
        },
      );
    } catch (error) {
      this.#found(name, error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(longest);
    }
  }

  /** The log holds from its files alone, and whatever was said to be durable is in it. */
  async #checkFiles(child: TortureChild, name: string) {
    this.#durable = child.durable ?? this.#durable;
    const report = await verifyLog(join(this.#dataDirectory, 'ledger'), {});
    for (const { place, reason } of report.faults) this.#found(name, `offline: ${place}: ${reason}`);
    if (report.entries < this.#durable) {
      this.#lost += this.#durable - report.entries;
      this.#found(name, `${this.#durable} entries were durable and ${report.entries} are there`);
    }
    return report;
  }

  #found(name: string, what: string): void {
    this.#problems.push(`${name}: ${what}`);
    this.#options.progress?.(`FOUND in ${name}: ${what}`);
  }
}
