import { chatRequest } from './chat-request.ts';
import type { DaySpan } from './day-span.ts';
import type { DemoClock } from './demo-clock.ts';
import { type Admin, type Installation, keyOf, replaceLeakedKey } from './installation.ts';
import type { Planned, PlannedRequest } from './planned.ts';
import type { Senders } from './senders.ts';
import type { ScriptedUpstream } from './upstream/scripted-upstream.ts';

/** Where requests go, and with what. */
export interface World {
  readonly gatewayUrl: string;
  readonly upstream: ScriptedUpstream;
  readonly senders: Senders;
  readonly admin: Admin;
}

/** How many requests were answered with which status. */
export type Tally = Map<number, number>;

/** Has a form like a key's, and was never one. */
const strangersKey = `rw_${'0'.repeat(12)}_${'A'.repeat(43)}`;

/** Sends the plan in its order, one request after another, each at its time on the clock of the server. */
export async function liveThrough(
  plan: readonly Planned[],
  world: World,
  {
    span,
    clock,
    installation,
    signal,
    onProgress,
  }: {
    readonly span: Pick<DaySpan, 'startMs'>;
    readonly clock: DemoClock;
    readonly installation: Installation;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: (done: number) => void;
  },
): Promise<{ readonly tally: Tally; readonly installation: Installation }> {
  const tally: Tally = new Map();
  let current = installation;
  for (const [i, planned] of plan.entries()) {
    signal?.throwIfAborted();
    clock.moveTo(span.startMs + planned.atMs);
    if (planned.kind === 'act') {
      current = await perform(planned.act, world, current);
    } else {
      const status = await sendPlanned(planned, world, { installation: current, skip: clock.skip });
      tally.set(status, (tally.get(status) ?? 0) + 1);
    }
    onProgress?.(i + 1);
  }
  return { tally, installation: current };
}

/** Sends one request of the plan; `skip` has a client wait that leaves before its answer. */
export async function sendPlanned(
  planned: PlannedRequest,
  { gatewayUrl, upstream, senders }: Omit<World, 'admin'>,
  {
    installation,
    skip,
  }: { readonly installation: Installation; readonly skip: (ms: number) => Promise<void> | void },
): Promise<number> {
  const { caller, fromElsewhere, answer } = planned;
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const { promise: left, resolve: onLeft } = Promise.withResolvers<void>();
  upstream.arrange(planned, { answer, begun, onLeft });
  const leaves = answer.kind === 'said' && answer.ending === 'hangs';
  const sender = fromElsewhere ? senders.elsewhere : senders.home;
  const { status } = await sender.send(gatewayUrl, chatRequest(planned, secretOf(planned, installation)), {
    async onBegun() {
      resolve();
      if (leaves) await skip(answer.totalMs - answer.firstByteMs);
      return leaves ? 'leave' : 'stay';
    },
  });
  // What became of it is on record by then: a clock that goes on in leaps must wait for that.
  if (leaves && status === 200) await left;
  if (caller === 'stranger' && status !== 401) throw new Error('Somebody without a key was let in.');
  return status;
}

function secretOf({ caller, fromElsewhere }: PlannedRequest, { keys, leaked }: Installation): string {
  if (caller === 'stranger') return strangersKey;
  return fromElsewhere ? leaked.secret : keyOf(keys, caller).secret;
}

async function perform(
  act: Extract<Planned, { kind: 'act' }>['act'],
  { admin, senders }: World,
  installation: Installation,
): Promise<Installation> {
  switch (act) {
    case 'replace-leaked-key':
      return replaceLeakedKey(installation, senders.homeNetworks, admin);
    case 'contain-advisor':
      await admin('POST', '/api/routes/shop/contain', {
        minutes: 60,
        reason: 'A script probes the shop assistant',
      });
      return installation;
    case 'release-advisor':
      await admin('POST', '/api/routes/shop/release', { reason: 'The script has given up' });
      return installation;
  }
}
