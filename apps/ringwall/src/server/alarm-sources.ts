import type { Containment, GatewayRoute, OpenGap } from '@ringwall/gateway';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Alarm, AlarmSource } from './alarms.ts';

/** Entries that the tables may be behind before somebody is told. */
const maxBehind = 10_000;

/** The disk under the ledger: failing, or nearly full. */
export function diskAlarms(
  ledger: Pick<Ledger, 'state' | 'space' | 'unansweredMs'>,
  options: { readonly answersWithinMs: number },
): AlarmSource {
  return () => {
    const alarms: Alarm[] = [];
    if (ledger.state === 'failed') {
      alarms.push({
        id: 'ledger-failed',
        title: 'The disk refuses records',
        advice:
          'Look at the disk under the data directory; the ledger goes on by itself once it writes again.',
      });
    }
    const { space, unansweredMs } = ledger;
    if (unansweredMs > options.answersWithinMs) {
      alarms.push({
        id: 'ledger-hangs',
        title: 'The disk does not answer',
        detail: `For ${Math.round(unansweredMs / 1000)} seconds now nothing could be recorded.`,
        advice: 'Look at the disk under the data directory; the ledger goes on by itself once it answers.',
      });
    }
    if (space?.low) {
      alarms.push({
        id: 'disk-low',
        title: 'The disk is nearly full: new requests are not recorded',
        detail: `${space.freeBytes ?? 'Too few'} bytes are free, and ledger.minFreeBytes is ${space.minFreeBytes}.`,
        advice: 'Free space on the disk of the data directory; traffic goes on by itself.',
        ...(space.lowSince !== undefined && { since: new Date(space.lowSince).toISOString() }),
      });
    }
    return alarms;
  };
}

/** Routes that answer without a record. */
export function gapAlarms(gaps: () => readonly OpenGap[]): AlarmSource {
  return () =>
    gaps().map((gap) => ({
      id: `gap:${gap.route}`,
      title: `The route ${gap.route} answers requests that are not on record`,
      detail: `${gap.requests} so far, ${gap.waiting} of them waiting in memory; it began with ${gap.cause}.`,
      advice: `${wayOut(gap.cause)} before the server is stopped: what waits would be lost.`,
      since: new Date(gap.fromMs).toISOString(),
    }));
}

function wayOut(cause: string): string {
  if (cause === 'ledger/disk-low') return 'Free space on the disk of the data directory';
  // Of the disk or of the tables, and neither need be broken.
  if (cause === 'ledger/overloaded')
    return 'Send less until the records that wait are written, and see the other alarms,';
  return 'Repair the disk under the data directory';
}

/** Routes that are out of service. One that is configured no more serves nobody, and nobody can release it. */
export function containmentAlarms(
  list: () => readonly Containment[],
  routes: readonly Pick<GatewayRoute, 'name'>[],
): AlarmSource {
  return () =>
    list()
      .filter(({ route }) => routes.some(({ name }) => name === route))
      .map(({ route, untilMs, sinceMs, reason }) => ({
        id: `contained:${route}`,
        title: `The route ${route} is out of service`,
        detail: `It ends by itself at ${new Date(untilMs).toISOString()}. Reason: ${reason}`,
        advice: `See what led to it in Traffic, then \`ringwall route release ${route}\`.`,
        since: new Date(sinceMs).toISOString(),
      }));
}

/** The tables behind the console. */
export function projectionAlarms(
  ledger: Pick<Ledger, 'size'>,
  projection: Pick<Projection, 'state' | 'position'>,
): AlarmSource {
  return () => {
    const behind = ledger.size - projection.position;
    if (projection.state === 'stopped') {
      return [
        {
          id: 'projection-stopped',
          title: 'The tables behind the console do not follow the ledger',
          detail: `${behind} entries are missing in them.`,
          advice: 'Read the cause in the log; nothing is lost, and they catch up once it is removed.',
        },
      ];
    }
    if (behind <= maxBehind) return [];
    return [
      {
        id: 'projection-behind',
        title: 'The tables behind the console are far behind the ledger',
        detail: `${behind} entries are missing in them.`,
        advice: 'Send less at a time, or put the data directory on a faster disk.',
      },
    ];
  };
}
