import { type Module, route, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { type Witnessing, witnessingState } from './witnessing.ts';

const reply = witnessingState
  .extend({
    checkpoint: z
      .string()
      .exactOptional()
      .describe('The newest checkpoint that was cosigned, a note with all cosignatures over it.'),
  })
  .meta({ id: 'LedgerWitnesses' });
export type WitnessesReply = Shown<typeof reply>;

/** How far others have put their names to the log, as the console and the command line read it. */
export const witnessModule: Module<{ readonly witnessing: Witnessing }> = {
  name: 'witness',
  routes: ({ witnessing }) => [
    route({
      ...{ method: 'GET', path: '/api/ledger/witness', operation: 'getLedgerWitnesses' },
      summary:
        'How far witnesses have cosigned the ledger, and the newest checkpoint with their cosignatures.',
      action: 'ledger.read',
      listed: true,
      reply,
      handle: () => {
        const newest = witnessing.newest();
        return { ...witnessing.state(), ...(newest && { checkpoint: newest.note }) };
      },
    }),
  ],
};
