import { type Module, route, type Shown } from '@ringwall/core';
import { z } from 'zod';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import { listKeyChanges } from './key-changes.ts';
import type { LogKeyRotation } from './log-key-rotation.ts';

/** At most a year: whoever keeps two keys for longer has not replaced one. */
const maxOverlapMs = 366 * 86_400_000;
const rotateBody = z.strictObject({ overlapMs: z.int().nonnegative().max(maxOverlapMs) });
const none = z.strictObject({});

const changesReply = z
  .object({
    changes: z.array(
      z.object({
        leaf: z.string().describe('The event `ledger-key.rotated` or `ledger.restored` as it was hashed.'),
        proof: z.string().describe('A C2SP tlog-proof of it under a checkpoint that the older key signed.'),
      }),
    ),
  })
  .meta({ id: 'LedgerKeyChanges' });
export type KeyChangesReply = Shown<typeof changesReply>;

const rotated = z
  .object({
    from: z.string().describe("The key that was, in C2SP's spelling."),
    to: z.string().describe('The key that follows it.'),
    overlapUntil: z.string().describe('Until then both sign.'),
  })
  .meta({ id: 'LedgerKeyRotated' });

/** The key that signs the log: replaced by whoever has a shell on the server's machine. */
export const logKeyModule: Module<{
  readonly logKeyRotation: LogKeyRotation;
  readonly ledger: Ledger;
  readonly projection: Projection;
}> = {
  name: 'ledger-key',
  routes: ({ logKeyRotation, ledger, projection }) => [
    route({
      ...{ method: 'GET', path: '/api/ledger/key/changes', operation: 'listLedgerKeyChanges' },
      summary: 'How each key of the log follows from the one before it, oldest first, with proofs.',
      action: 'ledger.read',
      listed: true,
      reply: changesReply,
      handle: async () => ({ changes: await listKeyChanges({ ledger, projection }) }),
    }),
    route({
      ...{ method: 'POST', path: '/api/ledger/key/rotate', operation: 'rotateLedgerKey' },
      summary: 'Makes a new key for the log; both keys sign until the overlap is over.',
      action: 'ledger-key.rotate',
      body: rotateBody,
      reply: rotated,
      handle: ({ principal: { kind, id }, body }) => logKeyRotation.rotate({ kind, id }, body),
    }),
    route({
      ...{ method: 'POST', path: '/api/ledger/key/retire', operation: 'retireLedgerKey' },
      summary: 'Destroys the older of two keys that sign the log.',
      action: 'ledger-key.rotate',
      body: none,
      reply: z.object({
        retired: z.string().exactOptional().describe('The key that is gone; absent where there was none.'),
      }),
      handle: async ({ principal: { kind, id } }) => {
        const retired = await logKeyRotation.retire({ kind, id });
        return { ...(retired !== undefined && { retired }) };
      },
    }),
  ],
};
