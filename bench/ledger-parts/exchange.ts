import { type EventData, newEvent, newId, type RingwallEvent } from '@ringwall/core';
import type { Bodies } from '@ringwall/ledger';

const body = Buffer.from(
  JSON.stringify({
    model: 'bench-model',
    messages: [
      {
        role: 'user',
        content: 'Please summarise the conditions of my account in three sentences. '.repeat(8),
      },
    ],
  }),
);
const actor = { kind: 'key', id: 'key_01jd0000000000000000000000' } as const;
const verdict: NonNullable<EventData<'llm.outcome'>['prompt']> = {
  decision: 'allow',
  reason: 'Nothing was found.',
  findings: [],
  unavailable: [],
  timings: ['injection', 'personal-data', 'secrets', 'unicode'].map((detector) => ({ detector, ms: 0.213 })),
};

/** Appends what the gateway records of one exchange: the intent, then the outcome, with commitments to both bodies. */
export async function recordExchange(
  append: (event: RingwallEvent) => Promise<{ readonly index: number }>,
  bodies: Bodies,
): Promise<void> {
  const commitment = async () => {
    const { ref, stored } = bodies.record('default', body, { keep: false });
    await stored;
    return ref;
  };
  const time = Date.now();
  const request = newId('req', time);
  const common = { time, project: 'default', actor };
  const intent = await append(
    newEvent('llm.intent', {
      ...common,
      data: {
        ...{ request, route: 'bench', protocol: 'openai', provider: 'bench' },
        ...{ model: 'bench-model', upstreamModel: 'bench-model-2026-01', stream: false },
        ...{ profile: 'standard', strict: true, body: await commitment() },
      },
    }),
  );
  await append(
    newEvent('llm.outcome', {
      ...common,
      data: {
        ...{ request, status: 'completed', httpStatus: 200, upstreamStatus: 200, intent: intent.index },
        ...{ prompt: verdict, completion: verdict, body: await commitment() },
        usage: { inputTokens: 120, outputTokens: 60 },
        ms: { total: 812.417, guard: 0.829, ledger: 1.204, upstreamFirstByte: 244.118 },
      },
    }),
  );
}
