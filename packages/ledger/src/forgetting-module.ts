import {
  actorOf,
  isAmong,
  type Module,
  pageOf,
  pageQuery,
  pageSchema,
  type Resource,
  route,
  type Shown,
} from '@ringwall/core';
import { z } from 'zod';
import { bodyLock, supplied } from './bodies/body-lock.ts';
import { LedgerError } from './errors.ts';
import type { Forgetting } from './forgetting.ts';
import { legalHold } from './holds/holds.ts';
import { retentionRun, retentionState } from './retention/retention.ts';
import { type Erasure, erased, type SubjectQuery, subjectSummary } from './subjects/erasure.ts';
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
const holdsQuery = z.strictObject({
  ...pageQuery,
  project: project.optional(),
  released: z.enum(['true', 'false']).default('false').describe('Whether released ones are listed too.'),
});
const withReason = z.strictObject({ reason });
const application = z.strictObject({ dryRun: z.boolean().default(false) });
const supply = z.strictObject({
  slice: z.string().describe('The text of an excerpt (`ringwall/case-slice/1`) of the earlier log.'),
});

const locks = z
  .array(bodyLock)
  .describe('While there is one, kept bodies stay closed (423 ledger/bodies-locked).');
const locksReply = z.object({ locks });
const retentionReply = retentionState.extend({ locks }).meta({ id: 'Retention' });
export type RetentionReply = Shown<typeof retentionReply>;

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
      route({
        ...{ method: 'POST', path: '/api/subjects/find', operation: 'findSubject' },
        summary: 'What is kept about a person; the name travels in the body, which nobody logs.',
        reply: subjectSummary,
        action: 'subject.read',
        looks: true,
        body: person,
        resource: ({ body }) => personOf(body),
        personal: ['name'],
        handle: ({ body }) => erasures.find(body),
      }),
      route({
        ...{ method: 'POST', path: '/api/subjects/erase', operation: 'eraseSubject' },
        summary:
          'Destroys the keys of all that is kept about a person; recorded, and refused under a legal hold.',
        reply: erased,
        action: 'subject.erase',
        body: erasure,
        resource: ({ body }) => personOf(body),
        personal: ['name'],
        handle({ principal, body }) {
          const { reason: why, ...query } = body;
          return erasures.erase(query, { reason: why, actor: actorOf(principal) });
        },
      }),
      route({
        ...{ method: 'GET', path: '/api/holds', operation: 'listHolds' },
        summary: 'Legal holds, newest first.',
        reply: pageSchema(legalHold),
        action: 'hold.read',
        listed: true,
        query: holdsQuery,
        async handle({ query, projects }) {
          const all = await holds.list({ released: query.released === 'true' });
          const seen = all.filter(
            ({ scope: { project } }) =>
              isAmong(projects, project) && (query.project === undefined || project === query.project),
          );
          return pageOf(seen, query, ({ hold }) => hold, { newestFirst: true });
        },
      }),
      route({
        ...{ method: 'POST', path: '/api/holds', operation: 'placeHold' },
        summary: 'Places a legal hold: what it covers is neither erased nor cut back.',
        reply: legalHold,
        action: 'hold.place',
        body: newHold,
        resource: ({ body }) => newHoldOf(body),
        personal: ['name'],
        handle: ({ principal, body }) => holds.place(body, actorOf(principal)),
      }),
      route({
        ...{ method: 'POST', path: '/api/holds/:hold/release', operation: 'releaseHold' },
        summary: 'Releases a legal hold.',
        reply: legalHold,
        action: 'hold.release',
        body: withReason,
        async resource({ params: { hold = '' } }) {
          const known = (await holds.list({ released: true })).find((each) => each.hold === hold);
          const project = known?.scope.project;
          return known && { kind: 'hold', id: hold, ...(project !== undefined && { project }) };
        },
        handle: ({ principal, params: { hold = '' }, body }) =>
          holds.release(hold, { ...body, actor: actorOf(principal) }),
      }),
      route({
        ...{ method: 'GET', path: '/api/retention', operation: 'getRetention' },
        summary: 'How long each class of data is kept, and what the last runs removed.',
        reply: retentionReply,
        action: 'retention.read',
        handle: async () => ({ ...(await retention.state()), locks: lock.current }),
      }),
      route({
        ...{ method: 'POST', path: '/api/retention/apply', operation: 'applyRetention' },
        summary: 'Removes what is older than its class is kept for, but for what a legal hold keeps.',
        reply: retentionRun,
        action: 'retention.apply',
        body: application,
        handle: ({ principal, body }) => retention.apply({ ...body, actor: actorOf(principal) }),
      }),
      route({
        ...{ method: 'POST', path: '/api/erasures/supply', operation: 'supplyErasures' },
        summary: 'Does the erasures again that a restored ledger lacked, and opens the bodies.',
        reply: supplied,
        action: 'erasures.supply',
        body: supply,
        handle: ({ principal, body }) => lock.supply(body.slice, actorOf(principal)),
      }),
      route({
        ...{ method: 'POST', path: '/api/erasures/waive', operation: 'waiveErasures' },
        summary: 'Opens the bodies of a restored ledger without the erasures it may lack.',
        reply: locksReply,
        action: 'erasures.waive',
        body: withReason,
        async handle({ principal, body }) {
          await lock.waive({ ...body, actor: actorOf(principal) });
          return { locks: lock.current };
        },
      }),
    ];
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
