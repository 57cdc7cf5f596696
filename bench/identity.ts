import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { randomBytes, sha256Hex } from '@ringwall/core';
import { compare } from './identity-parts/same-time.ts';
import { openWorld, ownPolicies, type World } from './identity-parts/world.ts';
import { atMost, type Bench, type Measure } from './measure.ts';

const address = '127.0.0.1';
const context = { model: 'gpt-4o', address };
const rounds = 15;
const timings = 6_000;
const callsPerTiming = 20;

/** What it costs to know who asks and to decide, and whether wrong keys can be told apart by the time they take. */
export const bench: Bench = {
  title: 'authenticate and authorize with 1,000 grants, CPU per request, medians',
  async run({ signal, progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-bench-'));
    const figures: Measure[] = [];
    try {
      progress('making the grants');
      const world = await openWorld(folder);
      const floor = {
        name: 'SHA-256 of the key',
        value: cpuMicros(5_000, () => sha256Hex(world.credential)),
      };
      for (const own of [10, 100]) {
        signal.throwIfAborted();
        progress(`${own} policies of one's own`);
        figures.push(...(await decisions(world, own, floor)));
      }
      progress('keys that are nearly right, and keys that are not');
      figures.push(...sameTime(world));
      await world.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return figures;
  },
};

async function decisions(world: World, own: number, floor: NonNullable<Measure['peer']>): Promise<Measure[]> {
  const { identity, credential, principal, route } = world;
  await identity.policies.apply(ownPolicies(own), { kind: 'shell', id: 'local' });
  const { policies } = identity.policies.current();
  const shipped = policies.length - own;
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const ask = () => {
    const known = identity.authenticate({ credential, address });
    if (!('ok' in known) || !known.ok) throw new Error('The key is not known.');
    return known.principal;
  };
  const must = (allow: boolean) => {
    if (!allow) throw new Error('The request is not allowed.');
  };
  const cached = cpuMicros(5_000, () =>
    must(identity.authorize(ask(), 'route.invoke', route, context).allow),
  );
  // Nothing was ever decided about a principal that is another object.
  const cold = cpuMicros(200, () =>
    must(identity.authorize({ ...ask() }, 'route.invoke', route, context).allow),
  );
  const parsing = cpuMicros(20, () => must(parseAndDecide(staticPolicies, principal.who.id)));
  const name = (what: string) => `${what}, ${shipped} shipped policies and ${own} own`;
  const [goal, coldGoal] = own === 10 ? [{ goal: atMost(15) }, { goal: atMost(500) }] : [{}, {}];
  return [
    { name: name('decided before'), value: cached, unit: 'us', ...goal, peer: floor },
    {
      ...{ name: name('decided anew'), value: cold, unit: 'us', ...coldGoal },
      peer: { name: 'cedar-wasm, parsing the policies each time', value: parsing },
    },
  ];
}

/** As a program does that hands Cedar its policies with every question. */
function parseAndDecide(staticPolicies: Record<string, string>, service: string): boolean {
  const type = (name: string) => `Ringwall::${name}`;
  const entity = (name: string, id: string) => ({ type: type(name), id });
  const answer = isAuthorized({
    principal: entity('Service', service),
    action: entity('Action', 'route.invoke'),
    resource: entity('Route', 'chat'),
    context: { credential: { kind: 'key', id: 'key_1' }, model: 'gpt-4o' },
    policies: { staticPolicies },
    entities: [
      { uid: entity('Service', service), attrs: { id: service }, parents: [entity('Role', 'service')] },
      { uid: entity('Route', 'chat'), attrs: { id: 'chat' }, parents: [entity('Project', 'project-0')] },
      { uid: entity('Action', 'route.invoke'), attrs: {}, parents: [entity('Action', 'gateway')] },
    ],
  });
  return answer.type === 'success' && answer.response.decision === 'allow';
}

/** Keys whose prefix is that of a real one against keys of no one, made alike, in an order that chance decides. */
function sameTime({ identity, credential }: World): Measure[] {
  const tail = () => Buffer.from(randomBytes(32)).toString('base64url');
  const prefixLength = credential.length - tail().length;
  const stranger = () =>
    `rw_${tail()
      .toLowerCase()
      .replace(/[^0-9a-z]/g, '0')}`.slice(0, prefixLength - 1);
  const prefixes = {
    near: Array.from({ length: 64 }, () => Buffer.from(credential.slice(0, prefixLength)).toString()),
    far: Array.from({ length: 64 }, () => Buffer.from(`${stranger()}_`).toString()),
  };
  const times: Record<'near' | 'far', number[]> = { near: [], far: [] };
  for (let i = -1000; i < timings; i++) {
    const kind = (randomBytes(1)[0] ?? 0) & 1 ? 'near' : 'far';
    const keys = Array.from({ length: callsPerTiming }, (_, n) =>
      Buffer.from(`${prefixes[kind][n % 64]}${tail()}`).toString('latin1'),
    );
    const began = process.hrtime.bigint();
    for (const key of keys) void identity.authenticate({ credential: key, address });
    const took = Number(process.hrtime.bigint() - began) / callsPerTiming;
    if (i >= 0) times[kind].push(took);
  }
  const { t, differenceNs, meanNs } = compare(times.near, times.far);
  return [
    {
      name: "a wrong key with a real key's prefix against one without, |t|",
      value: Math.abs(t),
      unit: '',
      goal: atMost(4.5),
    },
    {
      name: 'difference of their means',
      value: differenceNs,
      unit: 'ns',
      peer: { name: 'mean', value: meanNs },
    },
  ];
}

/** CPU time of one call: the median of rounds of so many. */
function cpuMicros(calls: number, call: () => unknown): number {
  const figures: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) call();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) figures.push((user + system) / calls);
  }
  return figures.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
