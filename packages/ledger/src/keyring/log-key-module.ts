import type { Module } from '@ringwall/core';
import { z } from 'zod';
import type { LogKeyRotation } from './log-key-rotation.ts';

/** At most a year: whoever keeps two keys for longer has not replaced one. */
const maxOverlapMs = 366 * 86_400_000;
const rotateBody = z.strictObject({ overlapMs: z.int().nonnegative().max(maxOverlapMs) });
const none = z.strictObject({});

/** The key that signs the log, for whoever has a shell on the server's machine. */
export const logKeyModule: Module<{ readonly logKeyRotation: LogKeyRotation }> = {
  name: 'ledger-key',
  routes: ({ logKeyRotation }) => [
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
