import {
  type Action,
  actions,
  type Principal,
  resourceKinds,
  roles,
  type Scope,
  type Who,
} from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import { grantedOn } from '../grants/new-grant.ts';
import type { KeySummary } from '../keys/key-row.ts';
import { actionGroups } from './action-groups.ts';

const name = z.string().min(1).max(256);
const resource = z.strictObject({
  kind: z.enum(resourceKinds),
  id: name,
  project: name.optional().describe('Absent: it belongs to the whole installation.'),
});
const grant = z.strictObject({
  role: z.enum(roles),
  project: name.describe('`*` for every project.'),
  on: grantedOn.optional(),
});

/** Who asks, what for, and what with; what is left out is as it would be. */
export const questionSchema = z.strictObject({
  principal: name.describe(
    '`usr_…`, `svc_…`, `agt_…`, `key_…`, `shell`; `user` or `service` for one who holds only what `grants` says.',
  ),
  credential: z
    .enum(['key', 'token', 'certificate', 'session'])
    .optional()
    .describe(
      'How they show it. Default: a key for AI traffic; otherwise a session of users, a key of all others.',
    ),
  action: z.enum(actions),
  resource,
  model: name.optional(),
  purpose: name.optional(),
  address: name.optional(),
  at: z.iso.datetime({ offset: true }).optional().describe('Default: now.'),
  grants: z.array(grant).max(64).optional().describe('In the place of what they hold.'),
});
export type AccessQuestion = z.infer<typeof questionSchema>;

/** What is known of those who may ask. */
export interface Directory {
  findHolder(id: string): Who | undefined;
  findKey(id: string): KeySummary | undefined;
}

/** The principal a question is about. @throws IdentityError identity/principal-unknown */
export function principalOf(question: AccessQuestion, directory: Directory): Principal {
  const { principal: id, action } = question;
  if (id === 'shell') return { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };
  const anybody: Who | undefined =
    id === 'user' || id === 'service' ? { type: id, id: `${id}_anybody` } : undefined;
  const key = directory.findKey(id);
  if (key !== undefined) return { kind: 'key', id, who: ownerOf(key, directory), scope: scopeOf(key) };
  const who = anybody ?? directory.findHolder(id);
  if (who === undefined) {
    throw new IdentityError('identity/principal-unknown', 'No user, service, agent or key has that id.');
  }
  const { credential = usualCredential(who, action) } = question;
  return { kind: credential, id: `${credential}-of-${id}`, who };
}

function usualCredential({ type }: Who, action: Action): Principal['kind'] {
  return type === 'user' && !actionGroups.gateway.some((known) => known === action) ? 'session' : 'key';
}

function ownerOf(key: KeySummary, directory: Directory): Who {
  if (key.owner === undefined) return { type: 'service', id: key.id };
  const owner = directory.findHolder(key.owner);
  if (owner !== undefined) return owner;
  throw new IdentityError('identity/principal-unknown', 'The owner of that key is not there any more.');
}

function scopeOf({ project, routes, models, datasets, purposes, administration }: KeySummary): Scope {
  return { project, routes, models, datasets, purposes, administration: administration === true };
}
