import { actorOf, type Clock, newEvent, type Principal, type Shown } from '@ringwall/core';
import type { Bodies, Ledger } from '@ringwall/ledger';
import { z } from 'zod';
import type { RequestDetail } from './request-detail.ts';
import type { RequestRow } from './shown-request.ts';

export const openedBodies = z
  .object({
    prompt: z.string().exactOptional().describe('The request as JSON text.'),
    completion: z
      .string()
      .exactOptional()
      .describe('The answer as JSON text; of a stream the answer that its pieces make.'),
    missing: z.array(z.string()).describe('Why a body is not here, in words.'),
  })
  .meta({ id: 'OpenedBodies' });
export type OpenedBodies = Shown<typeof openedBodies>;

/** Opens what is kept of a request. Who did and why is recorded before anything is opened. */
export async function openBodies(
  parts: { readonly ledger: Ledger; readonly bodies: Bodies; readonly clock: Clock },
  { row, intent, outcome }: RequestDetail,
  { principal, reason }: { readonly principal: Principal; readonly reason: string },
): Promise<OpenedBodies> {
  const { ledger, bodies, clock } = parts;
  const refs = [
    { name: 'prompt', ref: intent.data.body },
    { name: 'completion', ref: outcome?.data.body },
  ] as const;
  // Recorded before anything is opened: who looked cannot be lost between looking and writing.
  await ledger.append(
    newEvent('body.opened', {
      time: clock.now(),
      project: row.project,
      actor: actorOf(principal),
      data: { request: row.request, reason, blobs: refs.flatMap(({ ref }) => (ref?.blob ? [ref.blob] : [])) },
    }),
  );
  const opened: { prompt?: string; completion?: string } = {};
  const missing: string[] = [];
  for (const { name, ref } of refs) {
    const bytes = ref?.blob === undefined ? undefined : await bodies.open(ref, row.project);
    if (bytes) opened[name] = Buffer.from(bytes).toString('utf8');
    else missing.push(whyMissing(name, row, ref?.blob));
  }
  return { ...opened, missing };
}

function whyMissing(name: string, row: RequestRow, blob: string | undefined): string {
  if (blob !== undefined)
    return `The ${name} was kept and is gone: its key or its sealed file no longer exists.`;
  if (name === 'completion' && row.state !== 'completed')
    return 'There is no completion: nothing was answered to the client.';
  return `The route ${row.route} does not keep bodies.`;
}
