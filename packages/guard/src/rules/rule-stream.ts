import type { DetectorStream, Part, StreamProgress } from '@ringwall/core';
import { CodePointReader } from '../normalise/code-point-reader.ts';
import { Normaliser } from '../normalise/normaliser.ts';
import { Matcher } from '../pattern/matcher.ts';
import { FindingList } from './finding-list.ts';
import type { RuleSet } from './rule-set.ts';

/** Reads one channel with a rule set. A whole text is read the same way, as one delta. */
export class RuleStream implements DetectorStream {
  readonly #reader: CodePointReader;
  readonly #matcher: Matcher;
  readonly #found = new FindingList();

  constructor(rules: RuleSet, part: Omit<Part, 'text'>) {
    this.#matcher = new Matcher(rules.patterns, (pattern, start, end) => {
      const roles = rules.roles[pattern];
      const kind = rules.kinds[pattern];
      if (kind === undefined || (roles !== undefined && !roles.includes(part.role))) return;
      this.#found.add(kind, { pointer: part.pointer, start, end });
    });
    this.#reader = new CodePointReader(part.syntax, new Normaliser(rules.skeletons, this.#matcher));
  }

  push(delta: string): StreamProgress {
    this.#reader.push(delta);
    return this.#progress();
  }

  end(): StreamProgress {
    this.#reader.end();
    this.#matcher.end();
    return this.#progress();
  }

  #progress(): StreamProgress {
    return { settled: this.#matcher.settled(this.#reader.passed), findings: this.#found.take() };
  }
}
