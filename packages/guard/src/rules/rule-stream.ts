import type { DetectorStream, Finding, Part } from '@ringwall/core';
import { CodePointReader } from '../normalise/code-point-reader.ts';
import { Normaliser } from '../normalise/normaliser.ts';
import type { UnitSink } from '../normalise/unit-batch.ts';
import { Bounder } from '../pattern/bounder.ts';
import { Matcher } from '../pattern/matcher.ts';
import { PlaceRing } from '../pattern/place-ring.ts';
import { FindingList } from './finding-list.ts';
import type { ReadingTables } from './reading-tables.ts';
import type { CompiledFamily, RuleAutomaton } from './rule-family.ts';
import type { Workspace } from './workspace.ts';

/** Reads one channel once with the rules of any number of families. A whole text is read as one delta. */
export class RuleStream implements DetectorStream {
  readonly #reader: CodePointReader;
  readonly #matchers: Matcher[] = [];
  readonly #found = new FindingList();

  /** With a `workspace` the stream must be read to its end before the next one is begun on it. */
  constructor(
    families: readonly CompiledFamily[],
    tables: ReadingTables,
    part: Omit<Part, 'text'>,
    workspace?: Workspace,
  ) {
    workspace?.begin();
    const read = families
      .flatMap((family) => family.automata)
      .filter(({ roles }) => roles.some((among) => among === undefined || among.includes(part.role)));
    const longest = Math.max(0, ...read.map(({ patterns }) => patterns.automaton.program.maxLength));
    const places = new PlaceRing(longest, workspace);
    const asWritten: Matcher[] = [];
    const bounded: Matcher[] = [];
    for (const automaton of read) {
      const matcher = this.#matcherOf(automaton, places, part, workspace);
      (automaton.patterns.automaton.program.hasLoops ? bounded : asWritten).push(matcher);
    }
    this.#matchers = [...asWritten, ...bounded];
    // The bounder replaces units, so those who want them as written come first.
    const sinks: UnitSink[] = [{ take: (batch) => places.remember(batch) }, ...asWritten];
    if (bounded.length > 0) sinks.push(new Bounder(tables.runs, allOf(bounded)));
    this.#reader = new CodePointReader(
      part.syntax,
      new Normaliser(tables.skeletons, allOf(sinks), workspace?.batch()),
    );
  }

  push(delta: string) {
    this.#reader.push(delta);
    return this.#progress();
  }

  end() {
    this.#reader.end();
    for (const matcher of this.#matchers) matcher.end();
    return this.#progress();
  }

  #matcherOf(
    automaton: RuleAutomaton,
    places: PlaceRing,
    part: Omit<Part, 'text'>,
    workspace: Workspace | undefined,
  ): Matcher {
    const { pointer, role } = part;
    return new Matcher(
      automaton.patterns,
      places,
      (pattern, start, end) => {
        const roles = automaton.roles[pattern];
        const kind = automaton.kinds[pattern];
        if (kind === undefined || (roles !== undefined && !roles.includes(role))) return;
        this.#found.add(kind, { pointer, start, end });
      },
      workspace,
    );
  }

  #progress(): { settled: number; findings: readonly Finding[] } {
    const { passed } = this.#reader;
    let settled = passed;
    for (const matcher of this.#matchers) settled = Math.min(settled, matcher.settled(passed));
    return { settled, findings: this.#found.take() };
  }
}

function allOf(sinks: readonly UnitSink[]): UnitSink {
  const [only] = sinks;
  if (only !== undefined && sinks.length === 1) return only;
  return {
    take(batch) {
      for (const sink of sinks) sink.take(batch);
    },
  };
}
