import type { Module } from '@ringwall/core';
import { z } from 'zod';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import { listKeyChanges } from './key-changes.ts';
import type { LogKeyRotation } from './log-key-rotation.ts';

/** At most a year: whoever keeps two keys for longer has not replaced one. */
const maxOverlapMs = 366 * 86_400_000;
const rotateBody = z.strictObject({ overlapMs: z.int().nonnegative().max(maxOverlapMs) });
const none = z.strictObject({});

/** The key that signs the log: replaced by whoever has a shell on the server's machine. */
export const logKeyModule: Module<{
  readonly logKeyRotation: LogKeyRotation;
  readonly ledger: Ledger;
  readonly projection: Projection;
}> = {
  name: 'ledger-key',
  routes: ({ logKeyRotation, ledger, projection }) => [
    {
      method: 'GET',
      path: '/api/ledger/key/changes',
      summary: 'How each key of the log follows from the one before it, with proofs',
      action: 'ledger.read',
      listed: true,
      handle: async () => ({ changes: await listKeyChanges({ ledger, projection }) }),
    },
    {
      method: 'POST',
      path: '/api/ledger/key/rotate',
      summary: 'Makes a new key for the log; both keys sign until the overlap is over',
      action: 'ledger-key.rotate',
      body: rotateBody,
      handle: ({ principal: { kind, id }, body }) =>
        logKeyRotation.rotate({ kind, id }, rotateBody.parse(body)),
    },
    {
      method: 'POST',
      path: '/api/ledger/key/retire',
      summary: 'Destroys the older of two keys that sign the log',
      action: 'ledger-key.rotate',
      body: none,
      handle: async ({ principal: { kind, id } }) => {
        const retired = await logKeyRotation.retire({ kind, id });
        return { ...(retired !== undefined && { retired }) };
      },
    },
  ],
};
