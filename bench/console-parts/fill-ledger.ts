import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Decision, type EventData, newEvent, newId, systemClock } from '@ringwall/core';
import { createBodies, openKeyring, openLedger } from '@ringwall/ledger';
import { openStore } from '@ringwall/store';
import { modules } from '../../apps/ringwall/src/server/modules.ts';
import { closedLoop } from '../ledger-parts/samples.ts';

const inFlight = 512;
const body = Buffer.from('{"model":"bench","messages":[{"role":"user","content":"Hello"}]}');
const routes = ['support', 'coding', 'search', 'batch'];
const models = [
  'gpt-4o',
  'gpt-4o-mini',
  'claude-sonnet-4',
  'claude-haiku-4',
  'mistral-large',
  'llama-3.3-70b',
];
const rules = [
  'injection-rules/override',
  'personal-data/email',
  'secrets/aws-key',
  'unicode/tag-characters',
];
const timings = ['injection-rules', 'personal-data', 'secrets', 'unicode'].map((detector) => ({
  detector,
  ms: 0.213,
}));

/**
 * Makes the log and the keys of a data directory in which so many requests were recorded, evenly over the day before
 * `endMs`; a server that is started on it makes its tables from them.
 */
export async function fillLedger(
  directory: string,
  { rows, endMs, signal }: { readonly rows: number; readonly endMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const scratch = join(directory, 'scratch');
  const migrations = modules.flatMap((module) => module.migrations ?? []);
  const keyring = await openKeyring(join(directory, 'keys'));
  const ledger = await openLedger({
    directory: join(directory, 'ledger'),
    keys: keyring,
    clock: systemClock,
  });
  const store = await openStore({ directory: scratch, migrations });
  const bodies = await createBodies({ store, keyring, clock: systemClock });
  await closedLoop(rows, inFlight, async (turn) => {
    signal.throwIfAborted();
    const { ref, stored } = bodies.record('default', body, { keep: false });
    await stored;
    const time = endMs - Math.round(((rows - turn) / rows) * 86_400_000);
    const request = newId('req', time);
    const common = {
      ...{ time, project: 'default' },
      actor: { kind: 'key', id: `key_bench-${turn % 40}` } as const,
    };
    const model = pick(models, turn * 7 + (turn >> 5));
    const intent = await ledger.append(
      newEvent('llm.intent', {
        ...common,
        data: {
          ...{
            request,
            route: pick(routes, turn + (turn >> 4)),
            protocol: 'openai',
            provider: 'bench',
            model,
          },
          ...{ upstreamModel: model, stream: turn % 3 === 0, profile: 'standard', strict: true, body: ref },
          ...{ conversation: `cnv_bench-${turn % 5_000}`, policies: ['base.service'] },
        },
      }),
    );
    await ledger.append(newEvent('llm.outcome', { ...common, data: outcome(turn, request, intent.index) }));
  });
  await store.close();
  await ledger.close();
  rmSync(scratch, { recursive: true });
}

function outcome(turn: number, request: string, intent: number): EventData<'llm.outcome'> {
  const decision: Decision = turn % 50 === 0 ? 'block' : turn % 37 === 0 ? 'redact' : 'allow';
  const [detector = '', rule = ''] = pick(rules, turn).split('/');
  const found = {
    ...{ detector, rule, threat: 'prompt-injection', severity: 'high', confidence: 0.9 },
    ...{ reason: 'Found by a rule.', spans: [] },
  } satisfies NonNullable<EventData<'llm.outcome'>['prompt']>['findings'][number];
  const findings = decision === 'allow' ? [] : [found];
  const blocked = decision === 'block';
  const inputTokens = 40 + ((turn * 31) % 4_000);
  const outputTokens = blocked ? 0 : 20 + ((turn * 17) % 1_200);
  return {
    ...{ request, intent, status: blocked ? 'blocked' : 'completed', httpStatus: blocked ? 400 : 200 },
    prompt: { decision, reason: 'By a rule.', findings, unavailable: [], timings },
    ...{ usage: { inputTokens, outputTokens }, cost: { nanoDollars: inputTokens * 2_500, estimated: false } },
    ms: { total: blocked ? 2.5 : 300 + ((turn * 131) % 9_000), guard: 0.8, ledger: 1.2 },
  };
}

function pick(words: readonly string[], turn: number): string {
  return words[turn % words.length] ?? '';
}
