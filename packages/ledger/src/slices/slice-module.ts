import { type Clock, type Module, route } from '@ringwall/core';
import { z } from 'zod';
import { listKeyChanges } from '../keyring/key-changes.ts';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import type { Witnessing } from '../witness/witnessing.ts';
import { exportSlice } from './export-slice.ts';

// As the event that records an export takes them.
const token = z.string().regex(/^[\w.:-]{1,128}$/);
const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), 'a year has four digits in UTC too');
const body = z.strictObject({
  from: z.int().nonnegative().optional(),
  to: z.int().nonnegative().optional(),
  filter: z
    .strictObject({
      types: z.array(token).min(1).max(32).optional(),
      project: token.optional(),
      actor: token.optional(),
      request: token.optional(),
      subject: token.optional(),
      since: time.optional(),
      until: time.optional(),
    })
    .optional(),
});

/** Excerpts of the ledger that can be checked alone, for whoever may read it. */
export const sliceModule: Module<{
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly witnessing: Witnessing;
  readonly clock: Clock;
}> = {
  name: 'ledger-slices',
  routes: ({ ledger, projection, witnessing, clock }) => [
    route({
      ...{ method: 'POST', path: '/api/ledger/export', operation: 'exportLedger' },
      summary: 'An excerpt of the ledger that can be checked alone, as a file; that it was made is recorded.',
      action: 'ledger.export',
      body,
      reply: { contentType: 'application/json' },
      resource({ body: asked }) {
        const project = asked.filter?.project;
        return { kind: 'ledger', id: 'excerpt', ...(project !== undefined && { project }) };
      },
      async handle({ principal: { kind, id }, body: asked, signal }) {
        const { filter = {}, ...range } = asked;
        const given = Object.entries(filter).filter(([, value]) => value !== undefined);
        const request = { ...range, filter: Object.fromEntries(given) };
        const { text, statement } = await exportSlice(request, {
          ledger,
          clock,
          actor: { kind, id },
          checkpointOver: (size) => witnessing.checkpointOver(size),
          keyChanges: await listKeyChanges({ ledger, projection }),
          signal,
        });
        return {
          kind: 'raw',
          contentType: 'application/json; charset=utf-8',
          content: text,
          headers: {
            'content-disposition': `attachment; filename="ledger-${statement}.case.json"`,
            'cache-control': 'no-store',
          },
        } as const;
      },
    }),
  ],
};
