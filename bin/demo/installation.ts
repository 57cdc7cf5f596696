import type { Json } from '../../packages/core/src/index.ts';
import { type AppName, type Caller, callers, limits, ownPolicy, people } from './company.ts';
import { member } from './json-member.ts';

/** Calls the admin API as somebody with a shell on the machine. @throws where it refuses */
export type Admin = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Json>;

export interface IssuedKey {
  readonly id: string;
  readonly secret: string;
}

/** Who has which key now. */
export interface Installation {
  readonly keys: ReadonlyMap<AppName, IssuedKey>;
  /** The text of a key that was replaced, and is still in the hands of others. */
  readonly leaked: IssuedKey;
}

/** Makes the people, services, keys, grants, limits and policies of the company, all through the admin API. */
export async function install(admin: Admin): Promise<Installation> {
  const users = new Map<string, string>();
  for (const { name, displayName, role } of people) {
    const id = text(await admin('POST', '/api/users', { name, displayName }), 'id');
    users.set(name, id);
    await admin('POST', '/api/grants', { to: id, role, project: role === 'security' ? '*' : 'default' });
  }
  const keys = new Map<AppName, IssuedKey>();
  for (const [name, caller] of entries(callers)) {
    const owner = await ownerOf(caller, users, admin);
    keys.set(name, await issueKey(caller, { owner }, admin));
  }
  for (const { of, metric, amount, per } of limits) {
    const subject = 'caller' in of ? `key:${keys.get(of.caller)?.id}` : of.subject;
    await admin('POST', '/api/limits', { of: subject, metric, amount, ...(per && { per }) });
  }
  await admin('POST', '/api/policies', { text: ownPolicy });
  return { keys, leaked: keyOf(keys, 'code') };
}

/** The leaked key is revoked; its successor is good from the network of continuous integration alone. */
export async function replaceLeakedKey(
  { keys, leaked }: Installation,
  networks: readonly string[],
  admin: Admin,
): Promise<Installation> {
  await admin('DELETE', `/api/keys/${leaked.id}`);
  const services = await admin('GET', '/api/services?limit=500');
  const service = members(member(services, 'items')).find(
    (one) => member(one, 'name') === callers.code.service,
  );
  const caller = { ...callers.code, key: `${callers.code.key}-2` };
  const key = await issueKey(caller, { owner: text(service, 'id'), networks }, admin);
  return { keys: new Map([...keys, ['code', key]]), leaked };
}

/**
 * The keys of a company that was made before. Their texts are kept nowhere: each key is given another one, and the one
 * before it ends.
 */
export async function takeOver(admin: Admin): Promise<Installation> {
  const listed = members(member(await admin('GET', '/api/keys?limit=500'), 'items'));
  const keys = new Map<AppName, IssuedKey>();
  for (const [name, { key }] of entries(callers)) {
    // The successor of a key that was replaced comes later.
    const found = listed.findLast(
      (one) => String(member(one, 'name')).startsWith(key) && member(one, 'revokedAt') === undefined,
    );
    const id = text(found, 'id');
    const rotated = await admin('POST', `/api/keys/${id}/rotate`, { overlapMs: 0 });
    keys.set(name, { id, secret: text(rotated, 'secret') });
  }
  return { keys, leaked: keyOf(keys, 'code') };
}

/** A key for whoever looks at the demo, good for half a day. */
export async function visitorKey(admin: Admin, nowMs: number): Promise<string> {
  const expiresAt = new Date(nowMs + 12 * 3_600_000).toISOString();
  return text(await admin('POST', '/api/keys', { name: 'demo-visitor', expiresAt }), 'secret');
}

export function keyOf(keys: Installation['keys'], name: AppName): IssuedKey {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`${name} has no key.`);
  return key;
}

async function ownerOf(caller: Caller, users: ReadonlyMap<string, string>, admin: Admin): Promise<string> {
  const { service, person = '', agentOf } = caller;
  if (service === undefined) return users.get(person) ?? '';
  const onBehalfOf = agentOf === undefined ? undefined : users.get(agentOf);
  const made = await admin('POST', '/api/services', { name: service, ...(onBehalfOf && { onBehalfOf }) });
  const id = text(made, 'id');
  await admin('POST', '/api/grants', { to: id, role: 'service', project: 'default' });
  return id;
}

async function issueKey(
  { key: name, routes, models, purposes }: Caller,
  more: { readonly owner: string; readonly networks?: readonly string[] },
  admin: Admin,
): Promise<IssuedKey> {
  const made = await admin('POST', '/api/keys', {
    ...{ name, routes, models, ...more },
    ...(purposes && { purposes }),
  });
  return { id: text(member(made, 'key'), 'id'), secret: text(made, 'secret') };
}

function entries<Key extends string, Value>(of: Readonly<Record<Key, Value>>): [Key, Value][] {
  const keys: Key[] = [];
  for (const key in of) keys.push(key);
  return keys.map((key) => [key, of[key]]);
}

function members(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json | undefined, name: string): string {
  const found = member(value, name);
  if (typeof found !== 'string') throw new Error(`The admin API answered without ${name}.`);
  return found;
}
