import type { MatchListener } from './matcher.ts';
import type { PatternSet } from './pattern-set.ts';

/** A match whose end is not known yet: it grows while its tail does, or until its end is met. */
interface GrowingMatch {
  readonly pattern: number;
  /** The unit it began with. */
  readonly first: number;
  start: number;
  end: number;
  /** Units since it was last reported. */
  length: number;
}

/**
 * Units after which a match that still grows is reported, so that a stream holds back no more than that. What
 * follows is reported as a further match that begins where this one ends.
 */
export const maxGrowth = 4096;

/** The matches of one channel that are still growing; at most one for each pattern. */
export class GrowingMatches {
  /** Whether there is one. */
  any = false;
  readonly #set: PatternSet;
  readonly #listener: MatchListener;
  #matches: GrowingMatch[] = [];

  constructor(set: PatternSet, listener: MatchListener) {
    this.#set = set;
    this.#listener = listener;
  }

  /** Where the earliest of them begins in the original, of what has not been reported. */
  get earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const match of this.#matches) earliest = Math.min(earliest, match.start);
    return earliest;
  }

  /** The first unit of the match of `pattern` that is growing. */
  firstOf(pattern: number): number | undefined {
    return this.#matches.find((match) => match.pattern === pattern)?.first;
  }

  /** The pattern matched: unit `first`, at `start`, is the first unit. */
  begin(pattern: number, first: number, place: { readonly start: number; readonly end: number }): void {
    const known = this.#matches.find((match) => match.pattern === pattern);
    this.any = true;
    if (known === undefined) this.#matches.push({ pattern, first, ...place, length: 0 });
    else known.start = Math.min(known.start, place.start);
  }

  /** A unit of class `cls` was read that ends at `end` in the original. */
  grow(cls: number, end: number): void {
    const over: GrowingMatch[] = [];
    for (const match of this.#matches) {
      const tail = this.#set.tails[match.pattern];
      if (tail !== undefined && tail[cls] === 0) {
        over.push(match);
        continue;
      }
      if (match.length >= maxGrowth) {
        this.#report(match);
        match.start = match.end;
        match.length = 0;
      }
      match.end = end;
      match.length++;
    }
    if (over.length > 0) this.#finish(over);
  }

  /** The end of the match of `pattern` was read. */
  close(pattern: number): void {
    this.#finish(this.#matches.filter((match) => match.pattern === pattern));
  }

  /** The text is over, and with it every match. */
  end(): void {
    this.#finish(this.#matches);
  }

  #finish(over: readonly GrowingMatch[]): void {
    this.#matches = this.#matches.filter((match) => !over.includes(match));
    this.any = this.#matches.length > 0;
    for (const match of over) this.#report(match);
  }

  #report(match: GrowingMatch): void {
    this.#listener(match.pattern, match.start, match.end);
  }
}
