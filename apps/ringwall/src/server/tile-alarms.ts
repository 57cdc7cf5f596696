import type { Ledger } from '@ringwall/ledger';
import type { AlarmSource } from './alarms.ts';

/** The tiles of the log: while they cannot be written, its write-ahead log grows and its checkpoint file stands. */
export function tileAlarms(ledger: Pick<Ledger, 'tiles' | 'size'>): AlarmSource {
  return () => {
    const { failure, durable } = ledger.tiles;
    if (failure === undefined) return [];
    return [
      {
        id: 'tiles-failing',
        title: 'The tiles of the log cannot be written or read',
        detail: `${ledger.size - durable} entries are in its write-ahead log alone.`,
        advice:
          'Look at the disk under the data directory; nothing is lost, and they are written once it takes them.',
      },
    ];
  };
}
