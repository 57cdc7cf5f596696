import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';
import { parseOwnPolicies } from './active-policies.ts';
import { maxPolicyTextBytes } from './policy-bounds.ts';
import { ValidationThread } from './validation-thread.ts';

const real = () => new Worker(new URL('./validation-worker.ts', import.meta.url), { execArgv: [] });
const scripted = (code: string) => new Worker(code, { eval: true, execArgv: [] });
/** Says that it has begun a text, which never ends. */
const endless = `const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', () => { Atomics.notify(new Int32Array(workerData), 0); for (;;); });`;

const forbid = (id: string, when = 'true') =>
  `@id("${id}") forbid (principal, action == Ringwall::Action::"key.list", resource) when { ${when} };\n`;
const good = forbid('a', 'context has model && context.model like "gpt-*"');
const unread = { code: 'identity/policy-unread', status: 503 };

/** A thread that starts these one after the other, and the real one from there on. */
function thread({ workers = [], limit }: { workers?: (() => Worker)[]; limit?: () => AbortSignal } = {}) {
  const started: Worker[] = [];
  const opened = new ValidationThread({
    start: () => {
      const worker = (workers[started.length] ?? real)();
      started.push(worker);
      return worker;
    },
    limit: limit ?? (() => new AbortController().signal),
  });
  onTestFinished(() => opened.close());
  return { parse: (text: string) => opened.parse(text), close: () => opened.close(), started };
}

describe('texts of policies', () => {
  test('are read on a thread of their own as they would be here', async () => {
    const { parse, started } = thread();
    expect(started).toHaveLength(0);
    expect(await parse(good)).toEqual(parseOwnPolicies(good));
    const wrong = forbid('b', 'context.model == "gpt"');
    expect(await parse(wrong)).toEqual(parseOwnPolicies(wrong));
    expect(started).toHaveLength(1);
  });

  test('that never end are refused, and the next ones are read', async () => {
    const limits: AbortController[] = [];
    const flag = new SharedArrayBuffer(4);
    const { parse, started } = thread({
      workers: [() => new Worker(endless, { eval: true, execArgv: [], workerData: flag })],
      limit: () => {
        const limit = new AbortController();
        limits.push(limit);
        return limit.signal;
      },
    });
    const begun = Atomics.waitAsync(new Int32Array(flag), 0, 0);
    const [first, second] = [parse('endless'), parse(good)];
    await begun.value;
    limits[0]?.abort();
    await expect(first).rejects.toMatchObject(unread);
    expect(started[0]?.threadId).toBe(-1);
    expect(await second).toMatchObject({ ok: true });
    expect(started).toHaveLength(2);
  });

  test.each([
    ['ends its thread', "require('node:worker_threads').parentPort.on('message', () => process.exit());"],
    [
      'makes Cedar fail',
      "require('node:worker_threads').parentPort.on('message', () => { throw new Error('unreachable'); });",
    ],
  ])('are read after one that %s, which is refused', async (_, code) => {
    const { parse } = thread({ workers: [() => scripted(code)] });
    const [first, second] = [parse('bad'), parse(good)];
    await expect(first).rejects.toMatchObject(unread);
    expect(await second).toMatchObject({ ok: true });
  });

  test('are read after a thread was lost that did nothing', async () => {
    const { parse, started } = thread();
    await parse(good);
    await started[0]?.terminate();
    expect(await parse(good)).toMatchObject({ ok: true });
    expect(started).toHaveLength(2);
  });

  test('are refused where no thread starts, and where too many wait', async () => {
    let mayStart = false;
    const none = () => {
      if (mayStart) return real();
      throw new Error('no memory');
    };
    const { parse } = thread({ workers: [none] });
    await expect(parse(good)).rejects.toMatchObject(unread);
    mayStart = true;
    const asked = Array.from({ length: 8 }, () => parse(good));
    await expect(parse(good)).rejects.toMatchObject({ code: 'identity/policy-busy' });
    expect(await Promise.all(asked)).toHaveLength(8);
  });

  test('are refused from the end on, and those that wait too', async () => {
    const { parse, close, started } = thread({ workers: [() => scripted(endless)] });
    const asked = Promise.allSettled([parse(good), parse(good)]);
    await Promise.resolve();
    await close();
    const refused = { status: 'rejected', reason: unread };
    expect(await asked).toMatchObject([refused, refused]);
    expect(started.map(({ threadId }) => threadId)).toEqual([-1]);
    await expect(parse(good)).rejects.toMatchObject(unread);
    expect(started).toHaveLength(1);
  });
});

/** How often the event loop goes round until this is done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  try {
    await work();
  } finally {
    clearImmediate(next);
  }
  return turns;
}

describe('what happens beside goes on', () => {
  test('while a large text is looked at and while it is applied', async () => {
    const hard =
      'context has model && context.model like "gpt-*" && context.model like "*-5" && 1 + 1 + 1 == 3';
    const text = Array.from({ length: 190 }, (_, i) => forbid(`x${i}`, `${hard} && ${hard}`)).join('');
    expect(text.length).toBeGreaterThan(maxPolicyTextBytes * 0.8);
    const { identity } = await openIdentity(await temporaryDirectory());
    const { check, apply } = identity.policies;
    // Seconds of it; were it done here between two turns, there would be a handful.
    expect(await turnsDuring(async () => expect(await check(text)).toEqual([]))).toBeGreaterThan(20);
    expect(await turnsDuring(() => apply(text, shell))).toBeGreaterThan(20);
  });

  test('between the cases of a test', async () => {
    const { identity } = await openIdentity(await temporaryDirectory());
    const about = { action: 'key.list', resource: { kind: 'server', id: 'ringwall' } } as const;
    const cases = Array(50).fill({ ...about, principal: 'user', expect: 'deny' });
    for (const text of [undefined, good]) {
      const turns = await turnsDuring(() => identity.policies.test(cases, text));
      expect(turns).toBeGreaterThanOrEqual(50);
    }
  });

  test('and tests of two candidates do not mix', async () => {
    const { identity } = await openIdentity(await temporaryDirectory());
    const about = { action: 'key.list', resource: { kind: 'server', id: 'ringwall' } } as const;
    const asked = { ...about, principal: 'user', grants: [{ role: 'admin', project: '*' }] } as const;
    const cases = Array(5).fill({ ...asked, expect: 'deny' });
    const [forbidden, allowed] = await Promise.all([
      identity.policies.test(cases, forbid('a')),
      identity.policies.test(cases, ''),
    ]);
    expect(forbidden.map(({ policies }) => policies)).toEqual(Array(5).fill(['a']));
    expect(allowed.map(({ answer }) => answer)).toEqual(Array(5).fill('allow'));
  });
});
