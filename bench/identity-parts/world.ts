import { type Actor, encodeEvent, type Principal, type Resource, roles, systemClock } from '@ringwall/core';
import { createIdentity, type Identity } from '@ringwall/identity';
import { createOutbox, openStore } from '@ringwall/store';
import { modules } from '../../apps/ringwall/src/server/modules.ts';

const actor: Actor = { kind: 'shell', id: 'local' };
const projects = 20;
const holders = 100;
const grantsEach = 10;

/** An installation in which one key asks for one route. */
export interface World {
  readonly identity: Identity;
  /** The text of the key, and the principal it is known as. */
  readonly credential: string;
  readonly principal: Principal;
  readonly route: Resource;
  close(): Promise<void>;
}

/** Services with a thousand grants between them, in memory as when a server runs. */
export async function openWorld(directory: string): Promise<World> {
  const store = await openStore({
    directory,
    migrations: modules.flatMap(({ migrations = [] }) => migrations),
  });
  const outbox = createOutbox({
    store,
    append: async (event) => encodeEvent(event),
    isRecorded: async () => true,
  });
  const vault = {
    wrap: (ciphertext: Uint8Array) => ({ keyVersion: 1, ciphertext }),
    unwrap: ({ ciphertext }: { readonly ciphertext: Uint8Array }) => ciphertext,
  };
  const identity = await createIdentity({ store, outbox, clock: systemClock, vault });
  for (let i = 0; i < projects; i++) await identity.projects.create({ id: `project-${i}` }, actor);
  const services: string[] = [];
  for (let i = 0; i < holders; i++) {
    const service = await identity.services.create(
      { name: `service-${i}`, project: `project-${i % projects}` },
      actor,
    );
    services.push(service.id);
  }
  for (let i = 0; i < holders * grantsEach; i++) {
    const role = roles.filter((known) => known !== 'auditor')[i % 5] ?? 'service';
    const to = services[i % holders] ?? '';
    await identity.grants.create({ to, role, project: `project-${Math.floor(i / holders)}` }, actor);
  }
  const [owner = ''] = services;
  const { secret } = await identity.keys.create({ name: 'bench', owner, project: 'project-0' }, actor);
  const credential = secret.reveal();
  const known = await identity.authenticate({ credential, address: '127.0.0.1' });
  if (!known.ok) throw new Error(known.reason);
  return {
    ...{ identity, credential, principal: known.principal },
    route: { kind: 'route', id: 'chat', project: 'project-0' },
    close: () => store.close(),
  };
}

/** So many policies of a user's own, each of which has to be looked at for the route. */
export function ownPolicies(count: number): string {
  const one = (i: number) => `@id("own-${i}")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
when { context has model && context.model like "secret-${i}-*" };`;
  return Array.from({ length: count }, (_, i) => one(i)).join('\n');
}
