import { type Clock, canonicalJson, sha256Hex } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';
import { gapEvent } from './gap-event.ts';
import type { GapMarker } from './gap-marker.ts';

/**
 * Records the gaps in which the last run ended without recording them itself: killed, or with a disk that failed to
 * the last. What waited in its memory is lost. To be run before the gateway listens. Resolves to how many there were.
 */
export async function recoverGaps(parts: {
  readonly ledger: Pick<Ledger, 'append'>;
  /** Whether the ledger has an event of this uid. */
  readonly isRecorded: (uid: string) => Promise<boolean>;
  readonly marker: GapMarker;
  readonly clock: Clock;
}): Promise<number> {
  const { ledger, isRecorded, marker, clock } = parts;
  for (const gap of marker.left) {
    // The same after another crash: recorded once, however often this is cut off.
    const uid = `gap_${sha256Hex(canonicalJson({ ...gap })).slice(0, 32)}`;
    if (await isRecorded(uid)) continue;
    await ledger.append(gapEvent(gap, { timeMs: clock.now(), exact: false, uid }));
  }
  if (marker.left.length > 0) await marker.set([]);
  return marker.left.length;
}
