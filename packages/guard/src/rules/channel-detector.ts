import type { Detector, DetectorStream, Finding, Part } from '@ringwall/core';
import { FindingList } from './finding-list.ts';
import { unreadStream } from './unread-stream.ts';

/** Opens a detector's reading of one channel, or nothing when it does not look at this part. */
export type OpenChannel = (part: Omit<Part, 'text'>) => DetectorStream | undefined;

type Description = Pick<Detector, 'id' | 'title' | 'threat' | 'stages' | 'budgetMs' | 'standards'>;

/** A detector that reads each part on its own, from start to end: whole text is a stream of one delta. */
export function createChannelDetector(description: Description, open: OpenChannel): Detector {
  const detector: Detector = {
    ...description,
    inspect(subject) {
      const found = new FindingList();
      for (const part of subject.parts) {
        const channel = open(part);
        if (channel === undefined) continue;
        collect(found, channel.push(part.text).findings);
        collect(found, channel.end().findings);
      }
      return { detector: description.id, status: 'ok', scores: {}, findings: found.take() };
    },
  };
  if (!description.stages.includes('completion')) return detector;
  return { ...detector, stream: (part) => open(part) ?? unreadStream() };
}

function collect(found: FindingList, findings: readonly Finding[]): void {
  for (const { spans, ...kind } of findings) for (const span of spans) found.add(kind, span);
}
