import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnderstoodRequest } from '../dialects/dialect.ts';
import { MeteredRequest, notSent } from './metered-request.ts';
import { createPriceList, type OwnPrice } from './price-list.ts';

const price = { model: 'm', input: 2, output: 10, maxOutputTokens: 1_000 };
const asked: UnderstoodRequest = {
  ...{ model: 'm', stream: false, parts: [], answers: 1 },
  ...{ hasTools: false, hidesOutput: false, tellsUsage: true },
};

function measure(more: Partial<UnderstoodRequest> = {}, own: Partial<OwnPrice> = {}) {
  const settled: { readonly tokens: number; readonly nanoDollars: number }[] = [];
  const metered = new MeteredRequest(
    { ...asked, ...more },
    {
      bodyBytes: 300,
      prices: createPriceList([{ ...price, ...own }]),
      model: { protocol: 'openai', provider: 'p', model: 'm' },
    },
  );
  metered.admitted({ settle: (used) => void settled.push(used), standings: () => [] });
  return { metered, settled };
}

const told = { inputTokens: 3, outputTokens: 5 };

describe('what is set aside for a request', () => {
  test('is a token for every byte of its body and the most that its answers may have', () => {
    const tokens = (more: Partial<UnderstoodRequest>) => measure(more).metered.reserved.tokens;
    expect(tokens({ maxOutputTokens: 50 })).toBe(300 + 64 + 50);
    expect(tokens({ maxOutputTokens: 50, answers: 3 })).toBe(300 + 64 + 150);
    expect(tokens({ maxOutputTokens: 50, hasTools: true })).toBe(300 + 64 + 1_024 + 50);
    expect(tokens({})).toBe(300 + 64 + 1_000);
  });

  test('is never less than what an honest upstream can charge', () => {
    const tokens = fc.nat(100_000);
    fc.assert(
      fc.property(tokens, tokens, fc.integer({ min: 1, max: 4 }), (input, output, answers) => {
        const { metered, settled } = measure({ maxOutputTokens: output, answers });
        const usage = { inputTokens: Math.min(input, 300), outputTokens: output * answers };
        metered.settle({ isBilled: true, usage, isWhole: true, outputBytes: 0 });
        expect(settled[0]?.tokens).toBeLessThanOrEqual(metered.reserved.tokens);
        expect(settled[0]?.nanoDollars).toBeLessThanOrEqual(metered.reserved.nanoDollars ?? 0);
      }),
    );
  });

  test('is no money where nobody knows the price', () => {
    expect(measure({}, { model: 'other' }).metered.reserved.nanoDollars).toBeUndefined();
  });
});

describe('what a request is charged', () => {
  const whole = { isBilled: true, usage: told, isWhole: true, outputBytes: 9 };

  test('is what the upstream says', () => {
    const { metered, settled } = measure();
    expect(metered.settle(whole)).toEqual({ cost: { nanoDollars: 56_000, estimated: false } });
    expect(settled).toEqual([{ tokens: 8, nanoDollars: 56_000 }]);
  });

  test('is nothing where it was not sent', () => {
    const { metered, settled } = measure();
    expect(metered.settle(notSent)).toEqual({
      cost: { nanoDollars: 0, estimated: false },
      estimatedTokens: 0,
    });
    expect(settled).toEqual([{ tokens: 0, nanoDollars: 0 }]);
  });

  test('is estimated from the bytes that came where it was cut off, whatever the upstream had said till then', () => {
    const { metered } = measure({ maxOutputTokens: 500 });
    const cut = {
      isBilled: true,
      usage: { inputTokens: 30, outputTokens: 1 },
      isWhole: false,
      outputBytes: 60,
    };
    // 30 told and a third of 60.
    expect(metered.settle(cut)).toEqual({
      cost: { nanoDollars: 260_000, estimated: true },
      estimatedTokens: 50,
    });
  });

  test('is estimated from the bytes of both sides where the upstream says nothing', () => {
    const { metered } = measure({ maxOutputTokens: 500 });
    const charge = metered.settle({ isBilled: true, usage: undefined, isWhole: true, outputBytes: 60 });
    expect(charge.estimatedTokens).toBe(100 + 20);
  });

  test('is at most what was set aside for its answer where that is estimated', () => {
    const { metered } = measure({ maxOutputTokens: 10 });
    const charge = metered.settle({ isBilled: true, usage: undefined, isWhole: false, outputBytes: 6_000 });
    expect(charge.estimatedTokens).toBe(100 + 10);
  });

  test.each([
    ['its model bills for what it does not show', {}, { reasons: true as const }],
    ['it asks for thinking', { hidesOutput: true }, {}],
  ])('is all that was set aside for its answer where %s and it was cut off', (_, more, own) => {
    const { metered } = measure({ maxOutputTokens: 500, ...more }, own);
    const charge = metered.settle({ isBilled: true, usage: undefined, isWhole: false, outputBytes: 6 });
    expect(charge.estimatedTokens).toBe(100 + 500);
  });

  test('is all that was set aside where its client left an answer that comes as a whole', () => {
    const left = { isBilled: true, usage: undefined, isWhole: false, outputBytes: 0, isLeft: true };
    const whole = measure({ maxOutputTokens: 500 });
    expect(whole.metered.settle(left).estimatedTokens).toBe(100 + 500);
    // Of one that comes in parts the upstream stops to make more.
    const streamed = measure({ maxOutputTokens: 500, stream: true });
    expect(streamed.metered.settle(left).estimatedTokens).toBe(100);
  });

  test('is in tokens alone where nobody knows the price', () => {
    const { metered, settled } = measure({}, { model: 'other' });
    expect(metered.settle(whole)).toEqual({});
    expect(settled).toEqual([{ tokens: 8, nanoDollars: 0 }]);
  });
});
