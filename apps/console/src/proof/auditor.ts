import { followKeyChanges, openCheckpoint } from '@ringwall/verifier';
import type { Client } from '../api/client.ts';
import type { Schema } from '../api/operations.ts';
import { type Audit, audit, keyLabel } from './audit.ts';
import { type Pin, type PinStorage, readPin, writePin } from './pin.ts';

/** What must not be overlooked on any page. */
export type Alarm =
  | { readonly kind: 'key-changed'; readonly pinned: string; readonly offered: string }
  | { readonly kind: 'shrank' | 'forked'; readonly detail: string };

export interface EntryAudit extends Audit {
  readonly entry: Schema<'LedgerEntry'>;
  readonly proof: Schema<'LedgerProof'>;
  readonly pin: Pin;
}

/** Verifies entries against what this browser remembers, and remembers more: trust on first use, then never less. */
export interface Auditor {
  /** Fetches entry and proof and checks them. Rejects only when the server cannot be asked. */
  audit(index: number): Promise<EntryAudit>;
  /**
   * Compares a head that came by with the pin, so that a changed key is noticed on every page. A key that the pinned
   * one vouched for in the log takes its place.
   */
  notice(head: Pick<Schema<'LedgerHead'>, 'verifierKey'>): Promise<void>;
  pin(): Pin | undefined;
  alarm(): Alarm | undefined;
  /** Trusts `verifierKey` from now on and forgets the old log: a person compared both. */
  accept(verifierKey: string): void;
  onChange(listener: () => void): () => void;
}

export function createAuditor(options: {
  readonly client: Pick<Client, 'get'>;
  readonly storage: PinStorage;
  readonly now: () => number;
}): Auditor {
  const { client, storage } = options;
  const listeners = new Set<() => void>();
  let alarm: Alarm | undefined;
  // One audit after the other: each reads the tree seen last and may replace it.
  let queue: Promise<unknown> = Promise.resolve();

  function setAlarm(next: Alarm | undefined): void {
    if (JSON.stringify(alarm) === JSON.stringify(next)) return;
    alarm = next;
    for (const listener of listeners) listener();
  }

  function timeNow(): string {
    return new Date(options.now()).toISOString();
  }

  /** The stored pin, or one for the key offered now if that key signed the checkpoint. */
  async function pinFor(proof: Schema<'LedgerProof'>, known: Pin | undefined): Promise<Pin> {
    if (known !== undefined) return known;
    const opened = await openCheckpoint(proof.checkpoint, proof.verifierKey);
    const pin: Pin = {
      origin: opened.ok ? opened.origin : '',
      verifierKey: proof.verifierKey,
      since: timeNow(),
    };
    if (opened.ok) writePin(storage, pin);
    return pin;
  }

  /** The pin, moved to `offered` where the log's own record of its keys leads from the one to the other. */
  async function followed(known: Pin | undefined, offered: string): Promise<Pin | undefined> {
    if (known === undefined || known.verifierKey === offered) return known;
    // A server that does not tell has shown no way from the one key to the other.
    const { changes } = await client
      .get('/api/ledger/key/changes')
      .catch((): Schema<'LedgerKeyChanges'> => ({ changes: [] }));
    const logKeys = await followKeyChanges(changes, { logKeys: [known.verifierKey] }, {});
    if (!logKeys.includes(offered)) return known;
    const pin = { ...known, verifierKey: offered, since: timeNow() };
    writePin(storage, pin);
    return pin;
  }

  async function run(index: number): Promise<EntryAudit> {
    // Read first: whatever proof the server gives afterwards must be of a tree at least as large.
    const remembered = readPin(storage);
    const [entry, proof] = await Promise.all([
      client.get('/api/ledger/entries/{index}', { path: { index: String(index) } }),
      client.get('/api/ledger/proof/{index}', { path: { index: String(index) } }),
    ]);
    const pin = await pinFor(proof, await followed(remembered, proof.verifierKey));
    const result = await audit({
      index,
      entry,
      proof,
      pin,
      consistency: (query) => client.get('/api/ledger/consistency', { query }),
    });
    if (result.root !== undefined && (result.history === 'first' || result.history === 'extended')) {
      writePin(storage, { ...pin, seen: { size: result.size, root: result.root, at: timeNow() } });
    }
    setAlarm(alarmOf(result, pin, proof));
    return { ...result, entry, proof, pin: readPin(storage) ?? pin };
  }

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = queue.then(work);
    queue = next.catch(() => undefined);
    return next;
  }

  return {
    audit: (index) => inTurn(() => run(index)),
    async notice({ verifierKey }) {
      if ((readPin(storage)?.verifierKey ?? verifierKey) === verifierKey) return;
      await inTurn(async () => {
        const known = readPin(storage);
        const pin = await followed(known, verifierKey);
        if (pin === undefined || pin.verifierKey === verifierKey) return;
        setAlarm({ kind: 'key-changed', pinned: pin.verifierKey, offered: verifierKey });
      });
    },
    pin: () => readPin(storage),
    alarm: () => alarm,
    accept(verifierKey) {
      const [origin = ''] = keyLabel(verifierKey).split('+');
      writePin(storage, { origin, verifierKey, since: timeNow() });
      setAlarm(undefined);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function alarmOf(result: Audit, pin: Pin, proof: Schema<'LedgerProof'>): Alarm | undefined {
  if (proof.verifierKey !== pin.verifierKey) {
    return { kind: 'key-changed', pinned: pin.verifierKey, offered: proof.verifierKey };
  }
  if (result.history !== 'shrank' && result.history !== 'forked') return undefined;
  const detail = result.checks.find((check) => check.id === 'history')?.detail ?? '';
  return { kind: result.history, detail };
}
