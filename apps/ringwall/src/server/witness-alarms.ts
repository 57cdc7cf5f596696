import type { Clock } from '@ringwall/core';
import type { Witnessing, WitnessRefusal } from '@ringwall/ledger';
import type { Alarm, AlarmSource } from './alarms.ts';

/** A witness is asked anew each time it fails; what lasts this long does not pass by itself. */
const failingForMs = 60_000;

/** Witnesses that refuse the log, or have not answered for a while. */
export function witnessAlarms(witnessing: Witnessing, clock: Clock): AlarmSource {
  return () =>
    witnessing.state().witnesses.flatMap(({ name, refusal, failing }): Alarm[] => {
      if (refusal) {
        return [
          {
            id: `witness-refused:${name}`,
            title: 'A witness refuses the ledger: it has seen another one',
            detail: `${name}: ${describe(refusal)}`,
            advice:
              'Stop the server and keep its directory: entries were removed or replaced, or an older copy was put back.',
          },
        ];
      }
      if (failing === undefined || clock.now() - Date.parse(failing.since) < failingForMs) return [];
      return [
        {
          id: `witness-failing:${name}`,
          title: 'A witness does not cosign the ledger',
          detail: `${name}: ${failing.reason}`,
          advice: 'See to the witness; until then nobody else can tell if entries are removed or replaced.',
          since: failing.since,
        },
      ];
    });
}

function describe({ reason, size, witnessedSize, agreesUpTo, divergesAt }: WitnessRefusal): string {
  const what =
    reason === 'shorter'
      ? `it has cosigned ${witnessedSize} entries, and here are ${size}`
      : `it has cosigned other entries among the first ${witnessedSize}`;
  if (agreesUpTo === undefined || divergesAt === undefined) return what;
  return `${what}; the last tree that agrees has ${agreesUpTo} entries, the first that does not ${divergesAt}`;
}
