import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@ringwall/core';
import { openKeyring, openLedger, reindex } from '@ringwall/ledger';
import { openStore } from '@ringwall/store';
import type { CommonFlags } from '../cli/common-flags.ts';
import { print, printJson, showsProgress, type Terminal } from '../cli/terminal.ts';
import { loadConfig } from '../config/load.ts';
import { AppError } from '../errors.ts';
import { openSeals } from '../server/key-seals.ts';
import { modules } from '../server/modules.ts';
import { projectors } from '../server/projectors.ts';
import type { Log } from '../server/server.ts';
import { openWitnesses } from '../server/witnesses.ts';
import { openOutbound } from '../transport/outbound/outbound.ts';
import { KeyProviderPool } from './key-provider-pool.ts';

const redrawMs = 100;

/** Makes the tables of a server that does not run anew from its ledger. */
export async function reindexLedger(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const config = loadConfig(flags, terminal.env, terminal.cwd);
  const directory = join(config.dataDirectory, 'ledger');
  if (!existsSync(directory))
    throw new AppError('app/usage', `There is no ledger in ${config.dataDirectory}.`);
  // Opening them would make new ones.
  const keyDirectory = join(config.dataDirectory, 'keys');
  if (!existsSync(join(keyDirectory, 'ledger-signing-key')))
    throw new AppError('app/usage', `The keys of this ledger are not in ${keyDirectory}.`);
  const log: Log = (level, message) => {
    if (level !== 'info') terminal.stderr.write(`${message}\n`);
  };
  await using undo = new AsyncDisposableStack();
  const keyProviders = undo.use(new KeyProviderPool(flags, terminal));
  const migrations = modules.flatMap((module) => module.migrations ?? []);
  const store = await openStore({ directory: config.dataDirectory, migrations });
  undo.defer(() => store.close());
  const keyring = await openKeyring(keyDirectory, await openSeals(config.keys, { keyProviders, log }));
  const outbound = openOutbound(config.outbound);
  undo.defer(() => outbound.close());
  const witnesses = await openWitnesses(config.ledger, {
    ...{ keyring, directory, files: undefined, clock: systemClock, log, outbound },
  });
  undo.defer(() => witnesses.close());
  const ledger = await openLedger({
    ...{ directory, keys: keyring, clock: systemClock, mustExtend: witnesses.trees },
  });
  undo.defer(() => ledger.close());
  const beganMs = performance.now();
  const progress = progressOf(terminal, flags.json === true);
  const entries = await reindex({ ledger, store, projectors, onProgress: progress.update });
  progress.clear();
  const seconds = (performance.now() - beganMs) / 1000;
  if (flags.json) printJson(terminal, { entries, from: ledger.minimumIndex, seconds });
  else print(terminal, `The tables are made anew from ${entries} entries, in ${seconds.toFixed(1)} s.`);
  return 0;
}

function progressOf(terminal: Terminal, silent: boolean) {
  const shown = showsProgress(terminal) && !silent;
  let drawnMs = 0;
  return {
    update(done: number, total: number): void {
      const nowMs = performance.now();
      if (!shown || nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      const percent = Math.floor((100 * done) / Math.max(1, total));
      terminal.stderr.write(`\rReindexing ${percent} %, ${done} of ${total} entries\u001b[K`);
    },
    clear(): void {
      if (shown) terminal.stderr.write('\r\u001b[K');
    },
  };
}
