import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@ringwall/core';
import { onTestFinished } from 'vitest';
import { type Keyring, openKeyring } from '../keyring/keyring.ts';
import type { Ledger } from '../ledger.ts';
import { event } from './fixture-events.ts';

/** A directory for as long as the caller says. */
export async function makeTemporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ringwall-ledger-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A directory that is gone when the running test is over. */
export async function temporaryDirectory(): Promise<string> {
  const { path, remove } = await makeTemporaryDirectory();
  onTestFinished(remove);
  return path;
}

/** A clock that stands until it is moved. */
export class TestClock implements Clock {
  nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  now(): number {
    return this.nowMs;
  }
}

/** A keyring of its own that forgets which logs were begun, so that one test may begin many. */
export async function keyringFor(directory: string): Promise<Keyring> {
  const keys = await openKeyring(join(directory, 'keys'));
  return {
    ...keys,
    get encryptionKeyVersions() {
      return keys.encryptionKeyVersions;
    },
    logBegun: false,
    markLogBegun: async () => undefined,
  };
}

/** Appends batches of the given sizes, one after the other; each is one write. Gives the indexes. */
export async function appendBatches(ledger: Ledger, sizes: readonly number[]): Promise<number[]> {
  const indexes: number[] = [];
  for (const size of sizes) {
    const start = ledger.size;
    const receipts = await Promise.all(
      Array.from({ length: size }, (_, i) => ledger.append(event(start + i))),
    );
    indexes.push(...receipts.map((receipt) => receipt.index));
  }
  return indexes;
}
