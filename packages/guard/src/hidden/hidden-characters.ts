import type { Detector } from '@ringwall/core';
import { FindingList } from '../rules/finding-list.ts';
import { hiddenCharactersId } from './hidden-kinds.ts';
import { HiddenStream } from './hidden-stream.ts';

/** Text that people do not see. Looks everywhere: a tool's description can carry it as well as a message. */
export const hiddenCharacters: Detector = {
  id: hiddenCharactersId,
  title: 'Hidden characters',
  threat: 'prompt-injection',
  stages: ['prompt', 'completion'],
  budgetMs: 500,
  standards: { atlas: ['AML.T0051'], owasp: ['LLM01:2025'] },
  inspect(subject) {
    const found = new FindingList();
    for (const part of subject.parts) {
      const stream = new HiddenStream(part);
      found.addAll(stream.push(part.text).findings);
      found.addAll(stream.end().findings);
    }
    return { detector: hiddenCharactersId, status: 'ok', scores: {}, findings: found.take() };
  },
  stream: (part) => new HiddenStream(part),
};
