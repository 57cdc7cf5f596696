import type { Module, Route } from '@ringwall/core';
import type { Witnessing } from './witnessing.ts';

/** How far others have put their names to the log, as the console and the command line read it. */
export const witnessModule: Module<{ readonly witnessing: Witnessing }> = {
  name: 'witness',
  routes: ({ witnessing }) =>
    [
      {
        method: 'GET',
        path: '/api/ledger/witness',
        summary:
          'How far witnesses have cosigned the ledger, and the newest checkpoint with their cosignatures',
        action: 'ledger.read',
        listed: true,
        handle: () => {
          const newest = witnessing.newest();
          return { ...witnessing.state(), ...(newest && { checkpoint: newest.note }) };
        },
      },
    ] satisfies readonly Route[],
};
