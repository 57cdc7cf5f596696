import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeEvent, openAesGcm, type Principal, type RingwallEvent, sealAesGcm } from '@ringwall/core';
import { createOutbox, openStore } from '@ringwall/store';
import { onTestFinished } from 'vitest';
import { approvalMigrations } from './approvals/tables.ts';
import { authorityMigrations } from './authority/tables.ts';
import { idempotencyMigrations } from './idempotency/tables.ts';
import { createIdentity, type Identity } from './identity.ts';
import { keyUseMigrations } from './keys/use-tables.ts';
import { limitMigrations } from './limits/tables.ts';
import { externalIdentityMigrations } from './oidc/tables.ts';
import { policyMigrations } from './policies/tables.ts';
import { signInMigrations } from './sign-in/tables.ts';
import { identityMigrations } from './tables.ts';
import { tokenMigrations } from './tokens/tables.ts';

const migrations = [
  ...identityMigrations,
  ...keyUseMigrations,
  ...signInMigrations,
  ...policyMigrations,
  ...limitMigrations,
  ...externalIdentityMigrations,
  ...tokenMigrations,
  ...authorityMigrations,
  ...approvalMigrations,
  ...idempotencyMigrations,
];

/** Test helper: wraps under a key that everybody knows. */
export const vault = {
  wrap: (secret: Uint8Array, aad: string) => ({
    keyVersion: 1,
    ciphertext: sealAesGcm(new Uint8Array(32), secret, aad),
  }),
  unwrap: ({ ciphertext }: { readonly ciphertext: Uint8Array }, aad: string) =>
    openAesGcm(new Uint8Array(32), ciphertext, aad),
};

/** Test helper: the caller of most tests. */
export const shell = { kind: 'shell', id: 'local' } as const;

/** Test helper: the principal of that same caller. */
export const shellPrincipal: Principal = { ...shell, who: { type: 'shell', id: 'local' } };

/** Test helper: who presents this API key, from this machine and without a certificate. */
export function caller(identity: Identity, credential: string): Principal | undefined {
  const known = identity.authenticate({ credential, address: '127.0.0.1' });
  return 'ok' in known && known.ok ? known.principal : undefined;
}

/** Test helper: a directory that is gone when the running test is over. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-identity-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * Test helper: identity over a real store and outbox, with a clock one can set and a ledger that is an array.
 * `ledger.before` runs before each append and may reject.
 */
export async function openIdentity(
  directory: string,
  time = Date.parse('2026-11-22T16:00:00.000Z'),
  given: Partial<Parameters<typeof createIdentity>[0]> = {},
) {
  const clock = { time, now: () => clock.time };
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  const events: RingwallEvent[] = [];
  const ledger = {
    events,
    before: async (_: RingwallEvent): Promise<void> => {},
  };
  const outbox = createOutbox({
    store,
    append: async (event) => {
      encodeEvent(event);
      await ledger.before(event);
      ledger.events.push(event);
    },
    isRecorded: async (uid) => ledger.events.some((event) => event.uid === uid),
  });
  const identity = await createIdentity({
    ...{ store, outbox, clock, vault, signIn: { scryptCost: { logN: 4, r: 1, p: 1 } } },
    ...given,
  });
  // A test may have closed the store, and then uses of keys cannot be written down.
  onTestFinished(() => identity.close().catch(() => undefined));
  return { identity, store, clock, ledger, outbox };
}
