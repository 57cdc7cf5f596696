import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@ringwall/core';
import { gatewayModule, trafficProjector } from '@ringwall/gateway';
import { createBodies, createProjection, ledgerModule, openKeyring, openLedger } from '@ringwall/ledger';
import { openStore, storeMigrations } from '@ringwall/store';
import { atLeast, type Measure } from '../measure.ts';
import { recordExchange } from './exchange.ts';
import { closedLoop, median } from './samples.ts';

const rounds = 5;
const loads = [
  { inFlight: 64, exchanges: 5_000 },
  { inFlight: 512, exchanges: 15_000, goal: atLeast(25_000) },
];

/** Events a second into the ledger and from there into the tables: a round ends when the tables have followed. */
export async function appendEvents(
  folder: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<Measure[]> {
  await using parts = await openParts(join(folder, 'events'));
  const { ledger, projection, bodies } = parts;
  const durable = loads.map((): number[] => []);
  const followed = loads.map((): number[] => []);
  const cpu = loads.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    progress(`events, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`);
    for (const [i, { inFlight, exchanges }] of loads.entries()) {
      signal.throwIfAborted();
      const events = exchanges * 2;
      const cpuBefore = process.cpuUsage();
      const began = performance.now();
      const seconds = await closedLoop(exchanges, inFlight, () =>
        recordExchange((event) => ledger.append(event), bodies),
      );
      await projection.reached(ledger.size - 1);
      const total = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(cpuBefore);
      if (round < 0) continue;
      durable[i]?.push(events / seconds);
      followed[i]?.push(events / total);
      cpu[i]?.push((user + system) / events);
    }
  }
  return loads.flatMap(({ inFlight, goal }, i) => [
    {
      name: `events, ${inFlight} in flight, tables followed`,
      value: median(followed[i] ?? []),
      unit: '1/s',
      ...(goal && { goal }),
    },
    { name: `events, ${inFlight} in flight, durable`, value: median(durable[i] ?? []), unit: '1/s' },
    { name: `processor time of an event, ${inFlight} in flight`, value: median(cpu[i] ?? []), unit: 'us' },
  ]);
}

/** The parts of a server that an event passes through. */
async function openParts(directory: string) {
  const undo = new AsyncDisposableStack();
  undo.defer(() => rmSync(directory, { recursive: true }));
  const migrations = [storeMigrations, ledgerModule.migrations, gatewayModule.migrations].flatMap(
    (some) => some ?? [],
  );
  const store = await openStore({ directory, migrations });
  undo.defer(() => store.close());
  const keys = await openKeyring(join(directory, 'keys'));
  const ledger = await openLedger({ directory: join(directory, 'ledger'), keys, clock: systemClock });
  undo.defer(() => ledger.close());
  const projection = await createProjection({ ledger, store, projectors: [trafficProjector] });
  undo.defer(() => projection.close());
  const bodies = await createBodies({ store, keyring: keys, clock: systemClock });
  return { ledger, projection, bodies, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}
