import type { DetectorStream } from '@ringwall/core';

/** The stream of a detector that does not look at this part: everything is settled as it comes. */
export function unreadStream(): DetectorStream {
  let settled = 0;
  return {
    push(delta) {
      settled += delta.length;
      return { settled, findings: [] };
    },
    end: () => ({ settled, findings: [] }),
  };
}
