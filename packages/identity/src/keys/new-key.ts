import { newId, type Secret } from '@ringwall/core';
import { z } from 'zod';
import { keyPrefix, newKeyCredential } from '../credential.ts';
import { IdentityError } from '../errors.ts';
import type { Holders } from '../principals/holders.ts';
import { printableName as name } from '../printable-name.ts';
import { defaultProject } from '../tables.ts';
import { isCertificateBinding } from './certificate-binding.ts';
import type { KeyRow } from './key-row.ts';
import { isNetwork } from './network-list.ts';
import { isPurpose } from './purpose.ts';

/** Names of things, or `*` for all; a pattern would look as if it meant more than itself. */
const exactly = (text: string) => text === '*' || !text.includes('*');
const names = (each: z.ZodString) =>
  z.array(each.refine(exactly, 'must be a whole name, or * for all')).max(256).optional();

/** The shape of `NewKey`; that `expiresAt` lies in the future is checked when the key is made. */
export const newKeySchema = z.strictObject({
  name,
  project: name.optional(),
  /** The user, service or agent it belongs to. */
  owner: z.string().max(64).optional(),
  routes: names(name),
  models: names(name.max(256)),
  datasets: names(name.max(256)),
  purposes: z
    .array(z.string().refine((text) => text === '*' || isPurpose(text), 'must be a word, or * for all'))
    .max(64)
    .optional(),
  networks: z
    .array(z.string().max(64).refine(isNetwork, 'must be a network such as 10.1.0.0/16'))
    .min(1)
    .max(64)
    .optional(),
  certificate: z
    .string()
    .refine(isCertificateBinding, 'must be sha256: and 64 hexadecimal digits, or a SPIFFE ID')
    .optional(),
  administration: z.boolean().optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  subject: z.string().min(1).max(256).optional(),
});

/**
 * What one may ask of a new key. Lists name what it is confined to, which need not exist yet; absent: all. `subject` is
 * the one person it speaks for, named as requests do and not kept as it is.
 */
export type NewKey = z.input<typeof newKeySchema>;

/** The digest by which the ledger finds a person. */
export type SubjectLookup = (project: string, name: Uint8Array) => string;

const maxNameBytes = 256;
/** An entry of the ledger has room for twice as much. */
const maxScopeBytes = 32 << 10;

/** The row of a new key, and its text. @throws IdentityError identity/key-invalid */
export function newKeyRow(
  given: NewKey,
  parts: {
    readonly now: number;
    readonly holders: Holders;
    readonly subjectLookup: SubjectLookup | undefined;
  },
): { readonly row: KeyRow; readonly secret: Secret } {
  const input = checked(given);
  const { now } = parts;
  const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
  if (expiresAt !== null && !(expiresAt > now)) throw invalid('expiresAt: must be in the future.');
  const project = ownedIn(input, parts.holders);
  if (input.administration === true && input.owner === undefined)
    throw invalid('administration: needs an owner, whose rights it then has.');
  const id = newId('key', now);
  const prefix = keyPrefix(id);
  const { secret, hash } = newKeyCredential(prefix);
  const row = {
    id,
    project,
    name: input.name,
    ...{ prefix, hash },
    routes: scope(input.routes),
    created_at: now,
    expires_at: expiresAt,
    revoked_at: null,
    subject: input.subject === undefined ? null : boundSubject(project, input.subject, parts.subjectLookup),
    owner: input.owner ?? null,
    models: scope(input.models),
    datasets: scope(input.datasets),
    purposes: scope(input.purposes),
    networks: input.networks === undefined ? null : JSON.stringify(input.networks),
    certificate: input.certificate ?? null,
    administration: input.administration === true ? 1 : 0,
    previous_hash: null,
    previous_until: null,
    last_used_at: null,
  };
  const confined = [row.routes, row.models, row.datasets, row.purposes].join('');
  if (Buffer.byteLength(confined) > maxScopeBytes)
    throw invalid(`What it is confined to takes more than ${maxScopeBytes} bytes.`);
  return { row, secret };
}

function checked(input: NewKey) {
  const parsed = newKeySchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** The project of a key: that of the service it belongs to, where it belongs to one. */
function ownedIn(input: NewKey, holders: Holders): string {
  const { owner, project } = input;
  if (owner === undefined) return project ?? defaultProject;
  if (holders.find(owner) === undefined) throw invalid('owner: no user, service or agent has that id.');
  if (!holders.isActive(owner)) throw invalid('owner: is disabled.');
  const home = holders.projectOf(owner);
  if (home !== undefined && project !== undefined && project !== home)
    throw invalid('project: is not the one of the service it shall belong to.');
  return home ?? project ?? defaultProject;
}

function scope(given: readonly string[] | undefined): string {
  return JSON.stringify(given === undefined || given.includes('*') ? ['*'] : [...new Set(given)]);
}

function boundSubject(project: string, name: string, lookup: SubjectLookup | undefined): string {
  const bytes = Buffer.from(name);
  if (bytes.length > maxNameBytes) throw invalid(`subject: must have at most ${maxNameBytes} bytes.`);
  if (lookup === undefined) throw invalid('subject: cannot be looked up here.');
  return lookup(project, bytes);
}

function invalid(detail: string): IdentityError {
  return new IdentityError('identity/key-invalid', detail);
}
