import { setTimeout } from 'node:timers/promises';
import { probe } from './campaigns/probing.ts';
import type { Installation } from './installation.ts';
import { sendPlanned, type World } from './live-through.ts';
import { applications, conversation } from './ordinary-day.ts';
import type { PlannedRequest } from './planned.ts';
import type { Random } from './random.ts';

/** So many conversations may go on at once. */
const maxAtOnce = 12;
/** After so many requests it is over: a demo that is forgotten fills no disk. */
export const maxTrickled = 5_000;
/** From one conversation's beginning to the next, about; one has two or three requests. */
const usualPauseMs = 9_000;
/** Of a hundred conversations, how many are attacks. */
const attacks = 4;
/** So that an application whose hours these are not is not silent either. */
const leastBusy = 0.12;

/** Goes on as the day did, in real time, until it is told to stop or has sent enough. Resolves when all has ended. */
export async function trickle(
  world: Omit<World, 'admin'>,
  {
    installation,
    random,
    signal,
    onFailure,
    pauseMs = usualPauseMs,
  }: {
    readonly installation: Installation;
    readonly random: Random;
    readonly signal: AbortSignal;
    readonly onFailure: (error: unknown) => void;
    readonly pauseMs?: number;
  },
): Promise<void> {
  const running = new Set<Promise<void>>();
  let sent = 0;
  const wait = async (ms: number) => void (await setTimeout(ms, undefined, { signal }));

  async function goThrough(requests: readonly PlannedRequest[]): Promise<void> {
    let reachedMs = 0;
    for (const request of requests) {
      await wait(Math.max(0, request.atMs - reachedMs));
      reachedMs = request.atMs;
      if (sent >= maxTrickled) return;
      sent++;
      await sendPlanned(request, world, { installation, skip: wait });
    }
  }

  while (!signal.aborted && sent < maxTrickled) {
    await wait(pauseMs * random.factor(2)).catch(() => {});
    if (signal.aborted) break;
    if (running.size >= maxAtOnce) continue;
    const one = goThrough(nextConversation(random))
      .catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      })
      .finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.allSettled(running);
}

function nextConversation(random: Random): readonly PlannedRequest[] {
  if (random.between(1, 100) <= attacks) return [probe(random)];
  const hour = new Date().getHours();
  const weights = applications.map((one) => one.conversationsPerDay * Math.max(leastBusy, one.busy(hour)));
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = applications.find((_, i) => {
    left -= weights[i] ?? 0;
    return left < 0;
  });
  return conversation(chosen ?? applications[0], 0, random);
}
