import type { Detector, Finding, Part, Stage, Subject } from '@ringwall/core';
import { FindingList } from './finding-list.ts';
import { createReadingTables } from './reading-tables.ts';
import { type CompiledFamily, compileFamily, type RuleFamily } from './rule-family.ts';
import { RuleStream } from './rule-stream.ts';
import { unreadStream } from './unread-stream.ts';
import { withoutCovered } from './without-covered.ts';
import { Workspace } from './workspace.ts';

/**
 * One detector for each family of rules. They share one reading: whichever is asked first about a subject reads
 * it for all, and the others answer from that, for as long as the subject is in memory.
 * @throws GuardError guard/pattern-invalid
 */
export function createRuleDetectors(families: readonly RuleFamily[]): readonly Detector[] {
  const tables = createReadingTables();
  const compiled = families.map(compileFamily);
  const read = new WeakMap<Subject, readonly Finding[]>();
  const workspace = new Workspace();

  function open(
    part: Omit<Part, 'text'>,
    among: readonly CompiledFamily[],
    shared?: Workspace,
  ): RuleStream | undefined {
    const readers = among.filter((family) => family.reads(part));
    return readers.length === 0 ? undefined : new RuleStream(readers, tables, part, shared);
  }

  function findingsIn(subject: Subject): readonly Finding[] {
    const known = read.get(subject);
    if (known !== undefined) return known;
    const asked = atStage(compiled, subject.stage);
    const found = new FindingList();
    for (const part of subject.parts) {
      const stream = open(part, asked, workspace);
      if (stream === undefined) continue;
      found.addAll(stream.push(part.text).findings);
      found.addAll(stream.end().findings);
    }
    const findings = withoutCovered(found.take());
    read.set(subject, findings);
    return findings;
  }

  return compiled.map((family): Detector => {
    const { id, title, threat, stages, budgetMs, standards } = family;
    const detector: Detector = {
      ...{ id, title, threat, stages, budgetMs, standards },
      inspect(subject) {
        const findings = findingsIn(subject).filter((finding) => finding.detector === id);
        return { detector: id, status: 'ok', scores: {}, findings };
      },
    };
    if (!stages.includes('completion')) return detector;
    return { ...detector, stream: (part) => open(part, [family]) ?? unreadStream() };
  });
}

function atStage(families: readonly CompiledFamily[], stage: Stage): readonly CompiledFamily[] {
  return families.filter((family) => family.stages.includes(stage));
}
