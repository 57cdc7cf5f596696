import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { type Role, roles } from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminTable, gatewayTable, type Row, type Things } from './testing/access-table.ts';
import { type AccessWorld, startAccessWorld } from './testing/access-world.ts';

/** What became of a call: let in, or how it was kept out. */
type Outcome = 'in' | 'signed-out' | 'forbidden' | 'hidden';
interface Answer {
  readonly outcome: Outcome | `broken: ${string}`;
  readonly text: string;
}
interface Person {
  readonly role: Role;
  readonly where: 'own' | 'all';
  readonly id: string;
  /** Its cookie, for all that does not end it. */
  readonly cookie: string;
}

let world: AccessWorld;
const people: Person[] = [];
beforeAll(async () => {
  world = await startAccessWorld();
  for (const role of roles) {
    for (const where of ['own', 'all'] as const) {
      const id = await world.person(role, where === 'own' ? world.own.project : '*');
      people.push({ role, where, id, cookie: await world.cookie(id) });
    }
  }
});
afterAll(() => world[Symbol.asyncDispose]());

const outcomes = new Map<unknown, Outcome>([
  ['app/unauthenticated', 'signed-out'],
  ['gateway/unauthenticated', 'signed-out'],
  ['app/forbidden', 'forbidden'],
  ['app/not-found', 'hidden'],
]);

async function send(row: Row, of: Things, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const [method = ''] = row.endpoint.split(' ');
  const { path, body } = row.call(of);
  const stop = new AbortController();
  const response = await fetch(world.running.server.consoleUrl + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    signal: stop.signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    stop.abort();
    return { outcome: 'in', text: '' };
  }
  const text = await response.text();
  return { outcome: outcomeOf(response.status, text), text };
}

function outcomeOf(status: number, text: string): Answer['outcome'] {
  if (status < 400) return 'in';
  const { code } = Object(JSON.parse(text));
  if (status >= 500 || code === 'app/request-invalid' || code === 'app/path-unknown')
    return code === 'app/path-unknown' && text.includes('No backup') ? 'in' : `broken: ${status} ${text}`;
  return outcomes.get(code) ?? 'in';
}

const console = { 'x-ringwall-console': '1' };

function expected({ reach, roles: may }: Row, { role, where }: Person, thing: 'own' | 'other'): Outcome {
  if (reach === 'anybody' || reach === 'signed-in') return 'in';
  if (reach === 'shell' || !may.includes(role)) return 'forbidden';
  if (reach === 'list') return 'in';
  if (reach === 'all') return where === 'all' ? 'in' : 'forbidden';
  return where === 'all' || thing === 'own' ? 'in' : 'hidden';
}

/** What ends sessions has a person of its own. */
async function likeIt({ role, where }: Person): Promise<string> {
  return world.cookie(await world.person(role, where === 'own' ? world.own.project : '*'));
}

/** Of what is in no project there are no two. */
function thingsOf({ reach }: Row): readonly ('own' | 'other')[] {
  return reach === 'thing' ? ['own', 'other'] : ['own'];
}

const named = adminTable.map((row, at) => [`${row.endpoint} (${at})`, row] as const);

test('every endpoint of the running servers has a row, and every row an endpoint', () => {
  const served = (listener: string) =>
    world.running.server.endpoints
      .filter((endpoint) => endpoint.listener === listener && endpoint.method !== 'HEAD')
      .map(({ method, path }) => `${method} ${path}`)
      .sort();
  const rowsOf = (table: readonly Row[]) => [...new Set(table.map(({ endpoint }) => endpoint))].sort();
  expect(served('console')).toEqual(rowsOf(adminTable));
  expect(served('socket')).toEqual(rowsOf(adminTable));
  expect(served('gateway')).toEqual(rowsOf(gatewayTable));
  expect(served('log')).toEqual(['GET /ledger/checkpoint', 'GET /ledger/tile/*']);
});

describe('by role, in the own project, in another and in all', () => {
  test.each(named)('%s', async (_name, row) => {
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const person of people) {
      // Who needs no role is asked once of each, or once at all.
      if (row.reach === 'signed-in' && person.where === 'all') continue;
      if (row.reach === 'anybody' && person !== people[0]) continue;
      for (const thing of thingsOf(row)) {
        const name = `${person.role} in ${person.where}, of ${thing}`;
        const cookie = row.reach === 'signed-in' ? await likeIt(person) : person.cookie;
        const { outcome, text } = await send(row, world[thing], { ...console, cookie });
        found[name] = outcome;
        wanted[name] = expected(row, person, thing);
        if (row.reach === 'list' && person.where === 'own')
          expect(text, name).not.toMatch(/team-other|other-(route|model|key)|other@/);
      }
    }
    expect(found).toEqual(wanted);
  });
});

test.each(named)(
  '%s is answered to nobody who is unknown, disabled, or whose role has ended',
  async (_name, row) => {
    const isOpen = row.reach === 'anybody';
    expect((await send(row, world.own, console)).outcome).toBe(isOpen ? 'in' : 'signed-out');
    const wrong = { ...console, authorization: 'Bearer rw_aaaaaaaaaaaa_nobody' };
    expect((await send(row, world.own, wrong)).outcome).toBe('signed-out');
  },
);

describe('who has lost what they had', () => {
  const kept = async (cookie: string) => {
    const found = new Set<string>();
    for (const row of adminTable) {
      if (row.reach === 'anybody' || row.reach === 'signed-in') continue;
      found.add((await send(row, world.own, { ...console, cookie })).outcome);
    }
    return [...found];
  };

  test('an auditor whose time is over may do nothing', async () => {
    const auditor = await world.person('auditor', '*', { forMs: 60_000 });
    const cookie = await world.cookie(auditor);
    expect(await kept(cookie)).toContain('in');
    world.pass(61_000);
    expect(await kept(cookie)).toEqual(['forbidden']);
  });

  test('an administrator who was disabled is not known any more', async () => {
    const admin = await world.person('admin', '*');
    const cookie = await world.cookie(admin);
    expect(await kept(cookie)).toContain('in');
    await world.running.server.identity.users.disable(admin, { kind: 'shell', id: 'local' });
    expect(await kept(cookie)).toEqual(['signed-out']);
  });
});

describe('a key of an engineer', () => {
  const bearer = async (administration: boolean) => {
    const { identity } = world.running.server;
    const owner = await world.person('engineer', world.own.project);
    const { secret } = await identity.keys.create(
      { name: 'engineer key', project: world.own.project, owner, administration },
      { kind: 'shell', id: 'local' },
    );
    return { authorization: `Bearer ${secret.reveal()}` };
  };
  const engineer = { role: 'engineer', where: 'own', id: '', cookie: '' } as const;

  test('that is made for administration may do there what they may, and nothing of their account', async () => {
    const headers = await bearer(true);
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [name, row] of named) {
      for (const thing of thingsOf(row)) {
        found[`${name} of ${thing}`] = (await send(row, world[thing], headers)).outcome;
        wanted[`${name} of ${thing}`] =
          row.reach === 'signed-in' ? 'forbidden' : expected(row, engineer, thing);
      }
    }
    expect(found).toEqual(wanted);
  });

  test('that is not may do nothing there', async () => {
    const headers = await bearer(false);
    for (const [name, row] of named) {
      if (row.reach === 'anybody') continue;
      expect((await send(row, world.own, headers)).outcome, name).toBe('forbidden');
    }
  });
});

test('the shell may do everything over its socket', async () => {
  const socketPath = join(world.running.dataDirectory, 'ringwall.sock');
  for (const [name, row] of named) {
    const [method] = row.endpoint.split(' ');
    const { path, body } = row.call(world.own);
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = httpRequest({ socketPath, method, path, headers }, (response) => {
        const stream = response.headers['content-type']?.startsWith('text/event-stream');
        if (stream) {
          sent.destroy();
          resolve({ status: 200, text: '' });
          return;
        }
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
    expect(outcomeOf(answer.status, answer.text), name).toBe('in');
  }
});

describe('AI traffic', () => {
  const call = async (row: Row, of: Things, headers: Readonly<Record<string, string>>): Promise<string> => {
    const [method = ''] = row.endpoint.split(' ');
    const { path, body } = row.call(of);
    const response = await fetch(world.running.server.gatewayUrl + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const known = new Map([
      [200, 'in'],
      [401, 'signed-out'],
      [403, 'forbidden'],
      [404, 'hidden'],
    ]);
    if (row.reach === 'list') expect(text).not.toContain('other-model');
    return known.get(response.status) ?? `${response.status} ${text}`;
  };

  test.each(gatewayTable.map((row) => [row.endpoint, row] as const))('%s', async (_name, row) => {
    const { identity } = world.running.server;
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const role of roles) {
      const owner = await world.person(role, world.own.project);
      const key = { name: 'traffic', project: world.own.project, owner };
      const { secret } = await identity.keys.create(key, { kind: 'shell', id: 'local' });
      const authorization = `Bearer ${secret.reveal()}`;
      for (const thing of ['own', 'other'] as const) {
        found[`${role} of ${thing}`] = await call(row, world[thing], { authorization });
        const elsewhere = row.endpoint.startsWith('POST') ? 'forbidden' : 'hidden';
        wanted[`${role} of ${thing}`] = !row.roles.includes(role)
          ? 'forbidden'
          : thing === 'own' || row.reach === 'list'
            ? 'in'
            : elsewhere;
      }
    }
    expect(found).toEqual(wanted);
    const [person] = people;
    expect(await call(row, world.own, {})).toBe('signed-out');
    expect(await call(row, world.own, { cookie: person?.cookie ?? '' })).toBe('signed-out');
  });
});

test.each([
  ['GET', '/api'],
  ['GET', '/api/everything'],
  ['POST', '/api/status'],
  ['DELETE', '/api/keys'],
  ['GET', '/api/keys/'],
  ['GET', '/API/keys'],
  ['GET', '/api//keys'],
  ['PUT', '/api/policies'],
  ['PATCH', '/api/users/usr_local'],
  ['OPTIONS', '/api/keys'],
])('%s %s, which nobody has written, is answered to nobody', async (method, path) => {
  const { consoleUrl } = world.running.server;
  const cookie = people.find(({ role, where }) => role === 'admin' && where === 'all')?.cookie ?? '';
  const response = await fetch(consoleUrl + path, { method, headers: { ...console, cookie } });
  const body = await response.text();
  expect([404, 405].includes(response.status) || body.startsWith('<!doctype html>')).toBe(true);
});
