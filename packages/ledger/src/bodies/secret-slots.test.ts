import { randomBytes } from 'node:crypto';
import { openStore } from '@ringwall/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ledgerModule } from '../module.ts';
import { makeTemporaryDirectory } from '../testing/fixtures.ts';
import { filesWith } from '../testing/forgetting-fixture.ts';
import { destroySecrets, keepSecrets, replaceSecret, type SlotTables } from './secret-slots.ts';

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('keep' as const), count: fc.integer({ min: 1, max: 120 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('destroy' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('replace' as const), count: fc.integer({ min: 1, max: 40 }) }),
  },
);

test('what was destroyed is in no file after a purge, whatever was kept, destroyed and replaced before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { path, remove } = await makeTemporaryDirectory();
      const store = await openStore({ directory: path, migrations: ledgerModule.migrations ?? [] });
      const kept = new Map<number, string>();
      const gone: string[] = [];
      const newSecrets = (count: number) =>
        Array.from({ length: count }, () => randomBytes(60).toString('base64'));
      for (const each of steps) {
        await store.db.transaction().execute(async (trx) => {
          const tables = trx.withTables<SlotTables>();
          const chosen = [...kept.keys()].filter(
            (slot) => each.kind !== 'destroy' || ((slot * 7919) % 1000) / 1000 < each.share,
          );
          if (each.kind === 'keep') {
            const secrets = newSecrets(each.count);
            const slots = await keepSecrets(trx, 'body_key_secrets', secrets);
            for (const [i, slot] of slots.entries()) {
              expect(kept.has(slot)).toBe(false);
              kept.set(slot, secrets[i] ?? '');
            }
          } else if (each.kind === 'destroy') {
            const which = tables
              .selectFrom('body_key_secrets')
              .select('slot')
              .where('slot', 'in', [-1, ...chosen]);
            await destroySecrets(trx, 'body_key_secrets', which.$asScalar());
            for (const slot of chosen) {
              gone.push(kept.get(slot) ?? '');
              kept.delete(slot);
            }
          } else {
            for (const slot of chosen.slice(0, each.count)) {
              const [secret = ''] = newSecrets(1);
              await replaceSecret(trx, 'body_key_secrets', { slot, secret });
              gone.push(kept.get(slot) ?? '');
              kept.set(slot, secret);
            }
          }
        });
      }
      await store.purge();
      expect(await filesWith(path, Object.fromEntries(gone.map((secret) => [secret, secret])))).toEqual([]);
      const rows = await store.db
        .withTables<SlotTables>()
        .selectFrom('body_key_secrets')
        .selectAll()
        .execute();
      expect(rows.filter(({ slot, secret }) => kept.get(slot) === secret)).toHaveLength(kept.size);
      await store.close();
      await remove();
    }),
    { numRuns: 12 },
  );
});
