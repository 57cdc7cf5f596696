import { writeSync } from 'node:fs';
import { systemClock } from '@ringwall/core';
import { openKeyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { event } from './fixture-events.ts';

// Started by kill.test.ts as a process of its own: appends without end and writes `<index> <uid>` for each append
// that was acknowledged, straight to the descriptor, so that nothing said is lost with the process.
const [directory = '', run = ''] = process.argv.slice(2);
const keys = await openKeyring(`${directory}/keys`);
const ledger = await openLedger({
  directory: `${directory}/ledger`,
  keys,
  clock: systemClock,
  segmentBytes: 64 << 10,
});
let next = 0;
await Promise.all(
  Array.from({ length: 16 }, async () => {
    for (;;) {
      const uid = `${run}-${next++}`;
      const { index } = await ledger.append(event(uid));
      writeSync(1, `${index} evt_${uid}\n`);
    }
  }),
);
