import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, createPriceList, tokensOf } from './price-list.ts';
import { priceSheets } from './prices.ts';

const list = createPriceList([]);
const openai = (model: string) => list.of({ protocol: 'openai', provider: 'openai', model });
const price = { model: 'm', input: 2, output: 10, maxOutputTokens: 100 };

describe('the price of a model', () => {
  test('is that of the model whose edition it is, and of no other whose name begins so', () => {
    expect(openai('gpt-4o')?.input).toBe(2.5);
    expect(openai('gpt-4o-2024-08-06')?.input).toBe(2.5);
    expect(openai('gpt-4o-mini-2024-07-18')?.input).toBe(0.15);
    expect(openai('gpt-4o-audio-preview')).toBeUndefined();
    expect(openai('gpt-4o-')).toBeUndefined();
    const asked = { protocol: 'anthropic', provider: 'a', model: 'claude-sonnet-4-5-20250929' } as const;
    expect(list.of(asked)?.output).toBe(15);
    expect(list.of({ ...asked, protocol: 'openai' })).toBeUndefined();
  });

  test('is the first own one that fits the model and who serves it', () => {
    const own = createPriceList([
      { ...price, model: 'gpt-4o', provider: 'reseller', input: 3 },
      { ...price, model: 'llama*', input: 0, output: 0 },
    ]);
    const of = (provider: string, model: string) => own.of({ protocol: 'openai', provider, model })?.input;
    expect(of('reseller', 'gpt-4o')).toBe(3);
    expect(of('openai', 'gpt-4o')).toBe(2.5);
    expect(of('local', 'llama-4-scout')).toBe(0);
    expect(of('local', 'other')).toBeUndefined();
  });

  test('is a number of at most six digits after the point, and no two shipped ones have one name', () => {
    for (const { protocol, models } of priceSheets) {
      expect(new Set(models.map(({ model }) => model)).size).toBe(models.length);
      for (const { model, maxOutputTokens, long, reasons, ...prices } of models) {
        for (const each of Object.values({ ...prices, ...long, overTokens: 0 })) {
          expect(Math.abs(each * 1e6 - Math.round(each * 1e6))).toBeLessThan(1e-6);
        }
        expect(list.of({ protocol, provider: 'x', model })).toBeDefined();
      }
    }
  });
});

describe('what a request costs', () => {
  test.each([
    ['nothing', 'openai', { inputTokens: 0, outputTokens: 0 }, 0],
    ['input and output', 'openai', { inputTokens: 3, outputTokens: 5 }, 56_000],
    // 2 of 10 at a tenth of the price.
    [
      'input from the cache of OpenAI',
      'openai',
      { inputTokens: 10, outputTokens: 0, cacheReadTokens: 2 },
      16_400,
    ],
    [
      'input from the cache of Anthropic',
      'anthropic',
      { inputTokens: 8, outputTokens: 0, cacheReadTokens: 2 },
      16_400,
    ],
    ['input to the cache', 'anthropic', { inputTokens: 1, outputTokens: 0, cacheWriteTokens: 2 }, 7_000],
    [
      'input to the cache for an hour',
      'anthropic',
      { inputTokens: 1, outputTokens: 0, cacheWriteHourTokens: 2 },
      10_000,
    ],
  ] as const)('is exact for %s', (_, protocol, usage, nano) => {
    const cached = { ...price, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 };
    expect(costOf(cached, protocol, usage)).toBe(nano);
  });

  test('is rounded up to a whole billionth of a dollar', () => {
    expect(costOf({ ...price, input: 0.0005 }, 'openai', { inputTokens: 1, outputTokens: 0 })).toBe(1);
    expect(costOf({ ...price, input: 0.0005 }, 'openai', { inputTokens: 2, outputTokens: 0 })).toBe(1);
  });

  test('goes by the price of long requests for all of one that is long', () => {
    const tiered = { ...price, long: { overTokens: 100, input: 4, output: 20 } };
    expect(costOf(tiered, 'openai', { inputTokens: 100, outputTokens: 1 })).toBe(210_000);
    expect(costOf(tiered, 'openai', { inputTokens: 101, outputTokens: 1 })).toBe(424_000);
  });

  test('is a whole number whatever an upstream says that it used', () => {
    const tokens = fc.oneof(fc.maxSafeNat(), fc.nat(1_000_000));
    fc.assert(
      fc.property(tokens, tokens, tokens, (inputTokens, outputTokens, cacheReadTokens) => {
        const usage = { inputTokens, outputTokens, cacheReadTokens };
        for (const protocol of ['openai', 'anthropic'] as const) {
          const nano = costOf(price, protocol, usage);
          expect(Number.isSafeInteger(nano) && nano >= 0).toBe(true);
          expect(Number.isSafeInteger(tokensOf(protocol, usage))).toBe(true);
        }
      }),
    );
  });

  test('adds up: what many requests cost is what all their tokens cost', () => {
    const usage = fc.record({ inputTokens: fc.nat(1_000_000), outputTokens: fc.nat(200_000) });
    fc.assert(
      fc.property(fc.array(usage, { maxLength: 50 }), (usages) => {
        const sum = usages.reduce((total, each) => total + costOf(price, 'openai', each), 0);
        const input = usages.reduce((total, { inputTokens }) => total + BigInt(inputTokens), 0n);
        const output = usages.reduce((total, { outputTokens }) => total + BigInt(outputTokens), 0n);
        expect(BigInt(sum)).toBe(input * 2_000n + output * 10_000n);
      }),
    );
  });
});
