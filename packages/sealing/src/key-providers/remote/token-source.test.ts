import { Secret } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { type Token, tokenSource } from './token-source.ts';

function setUp(lifeMs?: number) {
  let now = 1_000_000;
  const clock = { now: () => now };
  const waiting: PromiseWithResolvers<void>[] = [];
  let fetched = 0;
  const source = tokenSource<Token>(clock, async () => {
    const gate = Promise.withResolvers<void>();
    waiting.push(gate);
    await gate.promise;
    fetched++;
    return { value: new Secret(`t${fetched}`), ...(lifeMs !== undefined && { expiresAt: now + lifeMs }) };
  });
  const answer = () => waiting.shift()?.resolve();
  const answered = async () => {
    const token = source.get();
    answer();
    return (await token).value.reveal();
  };
  return { source, answer, answered, waiting, pass: (ms: number) => (now += ms), fetched: () => fetched };
}

describe('a source of tokens', () => {
  test('fetches once for any number of callers', async () => {
    const { source, answer, fetched } = setUp(3_600_000);
    const all = Promise.all([source.get(), source.get(), source.get()]);
    answer();
    expect(new Set((await all).map(({ value }) => value.reveal()))).toEqual(new Set(['t1']));
    expect(fetched()).toBe(1);
  });

  test('keeps a token until shortly before it ends', async () => {
    const { source, answered, pass } = setUp(3_600_000);
    expect(await answered()).toBe('t1');
    pass(3_600_000 - 60_001);
    expect((await source.get()).value.reveal()).toBe('t1');
    pass(1);
    expect(await answered()).toBe('t2');
  });

  test('keeps a short-lived token for nine tenths of its life', async () => {
    const { source, answered, pass } = setUp(10_000);
    expect(await answered()).toBe('t1');
    pass(8_999);
    expect((await source.get()).value.reveal()).toBe('t1');
    pass(1);
    expect(await answered()).toBe('t2');
  });

  test('keeps a token without an end, until it is dropped', async () => {
    const { source, answered, pass } = setUp();
    expect(await answered()).toBe('t1');
    pass(1e12);
    const token = await source.get();
    source.drop({ value: token.value });
    expect(await source.get()).toBe(token);
    source.drop(token);
    expect(await answered()).toBe('t2');
    source.drop(token);
    expect((await source.get()).value.reveal()).toBe('t2');
  });

  test('lets one caller give up without taking the token from the others', async () => {
    const { source, answer } = setUp(3_600_000);
    const impatient = new AbortController();
    const first = source.get(impatient.signal);
    const second = source.get();
    impatient.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    answer();
    expect((await second).value.reveal()).toBe('t1');
    await expect(source.get(impatient.signal)).rejects.toThrow('enough');
  });

  test('asks again after a failure', async () => {
    const { source, waiting, answered } = setUp(3_600_000);
    const failing = source.get();
    waiting.shift()?.reject(new Error('down'));
    await expect(failing).rejects.toThrow('down');
    expect(await answered()).toBe('t1');
  });
});
