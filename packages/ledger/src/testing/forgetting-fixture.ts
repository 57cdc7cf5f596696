import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, type Clock, newEvent } from '@ringwall/core';
import { openStore, type Store } from '@ringwall/store';
import { blobFolder } from '../bodies/blob-folder.ts';
import { createBodies } from '../bodies/bodies.ts';
import type { SlotTables } from '../bodies/secret-slots.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { createForgetting } from '../forgetting.ts';
import type { FindRequest } from '../holds/holds.ts';
import { openKeyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { ledgerModule } from '../module.ts';
import { createProjection, type Projector } from '../projection/projection.ts';
import type { Restored } from '../restored/succession.ts';
import { forgettingProjector } from '../retention/forgetting-projector.ts';
import type { RetentionPolicy } from '../retention/retention.ts';
import type { SubjectTables } from '../subjects/tables.ts';
import type { WitnessedTree } from '../witness/must-extend.ts';
import { TestClock } from './fixtures.ts';

/** Whoever asks in the tests. */
export const officer: Actor = { kind: 'session', id: 'ses_officer' };

/** All that forgetting needs, over a real directory: opened as the server does, and closed in reverse. */
export async function openForgetting(
  directory: string,
  options: {
    readonly clock?: TestClock;
    readonly projectors?: readonly Projector[];
    readonly findRequest?: FindRequest;
    readonly policy?: RetentionPolicy;
    readonly steadyClock?: Clock;
    readonly segmentBytes?: number;
    readonly restored?: Restored;
    readonly mustExtend?: readonly WitnessedTree[];
  } = {},
) {
  const {
    clock = new TestClock(),
    projectors = [],
    findRequest = async () => undefined,
    policy = {},
  } = options;
  const undo = new AsyncDisposableStack();
  try {
    const store = await openStore({ directory, migrations: ledgerModule.migrations ?? [] });
    undo.defer(() => store.close());
    const keyring = await openKeyring(join(directory, 'keys'));
    const { segmentBytes, restored, mustExtend } = options;
    const ledger = await openLedger({
      ...{ directory: join(directory, 'ledger'), keys: keyring, clock },
      ...(segmentBytes && { segmentBytes }),
      ...(restored && { restored }),
      ...(mustExtend && { mustExtend }),
    });
    undo.defer(() => ledger.close());
    const projection = await createProjection({
      ledger,
      store,
      projectors: [forgettingProjector, ...projectors],
    });
    undo.defer(() => projection.close());
    const bodies = await createBodies({ store, keyring, clock });
    const forgetting = await createForgetting({
      store,
      ledger,
      projection,
      bodies,
      clock,
      steadyClock: options.steadyClock ?? clock,
      findRequest,
      boundKeys: { of: () => [], revoked: () => undefined },
      policy,
      rows: [],
    });
    const opened = undo.move();

    const person = (project: string, name: string) =>
      bodies.subjects.resolve(project, bodies.subjects.lookup(project, Buffer.from(name)), {
        withinMs: 10_000,
      });

    /** Records a prompt as the gateway does: the body, then the event that refers to it. */
    async function ask(text: string, given: { readonly project?: string; readonly name?: string } = {}) {
      const { project = 'clinic', name } = given;
      const subject = name === undefined ? undefined : await person(project, name);
      const { ref, stored } = bodies.record(project, Buffer.from(text), { keep: true, subject });
      await stored;
      const data = {
        ...({ request: `req_${text}`, route: 'r', protocol: 'openai', provider: 'p', model: 'm' } as const),
        ...{ upstreamModel: 'm', stream: false, profile: 'balanced', strict: true, body: ref },
        ...(subject && { subject: subject.id }),
      };
      const event = newEvent('llm.intent', { time: clock.now(), project, actor: officer, data });
      const { index } = await ledger.append(event);
      return { ref, subject, index };
    }

    return {
      ...{ store, keyring, ledger, projection, bodies, clock, ask, person },
      ...forgetting,
      close: () => opened.disposeAsync(),
    };
  } finally {
    await undo.disposeAsync();
  }
}

/** Everything that is in some file about a person and must not be in any after the erasure. */
export async function tracesOf(
  { store }: { readonly store: Store },
  subject: string,
): Promise<Record<string, string | Uint8Array>> {
  const traces: Record<string, string | Uint8Array> = {};
  const tables = store.db.withTables<BodyTables & SubjectTables & SlotTables>();
  const keys = await tables
    .selectFrom('body_keys')
    .innerJoin('body_key_secrets', 'body_key_secrets.slot', 'body_keys.slot')
    .select(['id', 'secret'])
    .where('subject', '=', subject)
    .execute();
  for (const [i, { id, secret }] of keys.entries()) {
    traces[`wrapped key ${i}`] = secret;
    traces[`part of the wrapped key ${i}`] = secret.slice(10, 40);
    traces[`bytes of the wrapped key ${i}`] = Buffer.from(secret, 'base64');
    traces[`folder of the key ${i}`] = blobFolder(id) ?? '';
  }
  const known = await tables
    .selectFrom('subjects')
    .innerJoin('subject_lookups', 'subject_lookups.slot', 'subjects.slot')
    .select('secret')
    .where('subject', '=', subject)
    .execute();
  for (const { secret } of known) {
    traces.lookup = secret;
    traces['bytes of the lookup'] = Buffer.from(secret, 'base64url');
  }
  return traces;
}

/** Names of the files under a directory that hold any of these bytes. */
export async function filesWith(
  directory: string,
  needles: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // Tiles are written and tidied up in the background.
    const content = await readFile(path).catch(() => undefined);
    if (content === undefined) continue;
    for (const [name, needle] of Object.entries(needles)) {
      if (content.includes(needle) || path.includes(Buffer.from(needle).toString()))
        found.push(`${name} in ${entry.name}`);
    }
  }
  return found;
}
