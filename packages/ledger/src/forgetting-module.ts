import { actorOf, isAmong, type Module, type Resource, type Route } from '@ringwall/core';
import { z } from 'zod';
import { LedgerError } from './errors.ts';
import type { Forgetting } from './forgetting.ts';
import type { Erasure, SubjectQuery } from './subjects/erasure.ts';
import { maxSubjectBytes } from './subjects/subjects.ts';

const reason = z.string().trim().min(3).max(200);
const project = z.string().min(1).max(64);
const pseudonym = z.string().regex(/^sub_[0-9a-f]{32}$/);
const name = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= maxSubjectBytes, `at most ${maxSubjectBytes} bytes`);
/** The person as requests name them within a project, or by a pseudonym. */
const person = z.union([
  z.strictObject({ name, project: project.default('default') }),
  z.strictObject({ subject: pseudonym }),
]);
const erasure = z.union([
  z.strictObject({ name, project: project.default('default'), reason }),
  z.strictObject({ subject: pseudonym, reason }),
]);
const time = z.iso.datetime({ offset: true });
const newHold = z.strictObject({
  project: project.optional(),
  name: name.optional(),
  subject: pseudonym.optional(),
  from: time.optional(),
  to: time.optional(),
  request: z.string().min(1).max(64).optional(),
  reason,
});
const holdsQuery = z.strictObject({ released: z.enum(['true', 'false']).default('false') });
const withReason = z.strictObject({ reason });
const application = z.strictObject({ dryRun: z.boolean().default(false) });
const supply = z.strictObject({ slice: z.string() });

/** Erasure, legal holds and retention, as the console and the command line ask for them. */
export const forgettingModule: Module<{ readonly forgetting: Forgetting }> = {
  name: 'forgetting',
  routes({ forgetting: { erasure: erasures, holds, retention, lock, findRequest } }) {
    /** By a pseudonym, so that no name of a person is recorded where this is refused. */
    const personOf = async (query: SubjectQuery): Promise<Resource | undefined> => {
      const found = await knownPerson(erasures, query);
      if (found !== undefined)
        return { kind: 'subject', id: found.subjects[0] ?? '', project: found.project };
      return 'project' in query ? { kind: 'subject', id: 'unknown', project: query.project } : undefined;
    };
    /** Whatever it names is in one project; where it names nothing, it is about the whole installation. */
    const newHoldOf = async ({
      project,
      subject,
      request,
    }: z.output<typeof newHold>): Promise<Resource | undefined> => {
      const hold = { kind: 'hold', id: 'new' } as const;
      if (project !== undefined) return { ...hold, project };
      if (subject === undefined && request === undefined) return hold;
      const found =
        subject === undefined ? await findRequest(request ?? '') : await knownPerson(erasures, { subject });
      return found && { ...hold, project: found.project };
    };
    return [
      {
        method: 'POST',
        path: '/api/subjects/find',
        summary: 'What is kept about a person; the name travels in the body, which nobody logs',
        action: 'subject.read',
        body: person,
        resource: ({ body }) => personOf(person.parse(body)),
        personal: ['name'],
        handle: ({ body }) => erasures.find(person.parse(body)),
      },
      {
        method: 'POST',
        path: '/api/subjects/erase',
        summary:
          'Destroys the keys of all that is kept about a person; recorded, and refused under a legal hold',
        action: 'subject.erase',
        body: erasure,
        resource: ({ body }) => personOf(erasure.parse(body)),
        personal: ['name'],
        handle({ principal, body }) {
          const { reason: why, ...query } = erasure.parse(body);
          return erasures.erase(query, { reason: why, actor: actorOf(principal) });
        },
      },
      {
        method: 'GET',
        path: '/api/holds',
        summary: 'Legal holds, newest first',
        action: 'hold.read',
        listed: true,
        query: holdsQuery,
        async handle({ query, projects }) {
          const all = await holds.list({ released: holdsQuery.parse(query).released === 'true' });
          return { holds: all.filter(({ scope }) => isAmong(projects, scope.project)) };
        },
      },
      {
        method: 'POST',
        path: '/api/holds',
        summary: 'Places a legal hold: what it covers is neither erased nor cut back',
        action: 'hold.place',
        body: newHold,
        resource: ({ body }) => newHoldOf(newHold.parse(body)),
        personal: ['name'],
        handle: ({ principal, body }) => holds.place(newHold.parse(body), actorOf(principal)),
      },
      {
        method: 'POST',
        path: '/api/holds/:hold/release',
        summary: 'Releases a legal hold',
        action: 'hold.release',
        body: withReason,
        async resource({ params: { hold = '' } }) {
          const known = (await holds.list({ released: true })).find((each) => each.hold === hold);
          const project = known?.scope.project;
          return known && { kind: 'hold', id: hold, ...(project !== undefined && { project }) };
        },
        handle: ({ principal, params: { hold = '' }, body }) =>
          holds.release(hold, { ...withReason.parse(body), actor: actorOf(principal) }),
      },
      {
        method: 'GET',
        path: '/api/retention',
        summary: 'How long each class of data is kept, and what the last runs removed',
        action: 'retention.read',
        handle: async () => ({ ...(await retention.state()), locks: lock.current }),
      },
      {
        method: 'POST',
        path: '/api/retention/apply',
        summary: 'Removes what is older than its class is kept for, but for what a legal hold keeps',
        action: 'retention.apply',
        body: application,
        handle: ({ principal, body }) =>
          retention.apply({ ...application.parse(body), actor: actorOf(principal) }),
      },
      {
        method: 'POST',
        path: '/api/erasures/supply',
        summary: 'Does the erasures again that a restored ledger lacked, and opens the bodies',
        action: 'erasures.supply',
        body: supply,
        handle: ({ principal, body }) => lock.supply(supply.parse(body).slice, actorOf(principal)),
      },
      {
        method: 'POST',
        path: '/api/erasures/waive',
        summary: 'Opens the bodies of a restored ledger without the erasures it may lack',
        action: 'erasures.waive',
        body: withReason,
        async handle({ principal, body }) {
          await lock.waive({ ...withReason.parse(body), actor: actorOf(principal) });
          return { locks: lock.current };
        },
      },
    ] satisfies readonly Route[];
  },
};

async function knownPerson(erasures: Erasure, query: SubjectQuery) {
  try {
    return await erasures.find(query);
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ledger/subject-unknown') return undefined;
    throw error;
  }
}
