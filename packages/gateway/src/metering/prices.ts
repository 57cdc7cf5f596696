/** US dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** Input that was read from the provider's cache; absent: it costs what input costs. */
  readonly cacheRead?: number;
  /** Input that was written to it, for minutes; absent: it costs what input costs. */
  readonly cacheWrite?: number;
  /** Input that was written to it for an hour. */
  readonly cacheWriteHour?: number;
}

export interface ModelPrice extends TokenPrices {
  /** The upstream's name of the model. A date or `-latest` may follow it. */
  readonly model: string;
  /** The most that one answer may have. */
  readonly maxOutputTokens: number;
  /** Prices of a whole request whose input has more tokens than this. */
  readonly long?: TokenPrices & { readonly overTokens: number };
  /** It also bills for tokens that it does not show. */
  readonly reasons?: true;
}

export interface PriceSheet {
  readonly protocol: 'openai' | 'anthropic';
  readonly source: string;
  /** The day up to which it is known to have said so. */
  readonly asOf: string;
  readonly models: readonly ModelPrice[];
}

const anthropic = (
  model: string,
  [input, output, cacheRead]: readonly [number, number, number],
  maxOutputTokens: number,
): ModelPrice => ({
  ...{ model, input, output, cacheRead, maxOutputTokens },
  // The same for every model: see the page under "prompt caching".
  cacheWrite: (input * 125) / 100,
  cacheWriteHour: input * 2,
});

const openai = (
  model: string,
  [input, cacheRead, output]: readonly [number, number, number],
  maxOutputTokens: number,
): ModelPrice => ({ model, input, cacheRead, output, maxOutputTokens });

const reasoning = (...of: Parameters<typeof openai>): ModelPrice => ({ ...openai(...of), reasons: true });

/**
 * What the public services ask at the standard tier, by their own pages as others quoted them up to that day. A
 * configuration's `prices` come first.
 */
export const priceSheets: readonly PriceSheet[] = [
  {
    protocol: 'anthropic',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
    asOf: '2026-10-24',
    models: [
      anthropic('claude-opus-5-5', [4, 20, 0.2], 128_000),
      anthropic('claude-opus-5', [5, 25, 0.5], 128_000),
      anthropic('claude-opus-4-8', [5, 25, 0.5], 128_000),
      anthropic('claude-opus-4-7', [5, 25, 0.5], 128_000),
      anthropic('claude-opus-4-6', [5, 25, 0.5], 128_000),
      anthropic('claude-opus-4-5', [5, 25, 0.5], 64_000),
      anthropic('claude-sonnet-5-5', [2, 10, 0.1], 128_000),
      anthropic('claude-sonnet-5', [2, 10, 0.2], 128_000),
      anthropic('claude-sonnet-4-6', [3, 15, 0.3], 64_000),
      anthropic('claude-sonnet-4-5', [3, 15, 0.3], 64_000),
      {
        ...anthropic('claude-haiku-5-5', [0.1, 0.5, 0.01], 128_000),
        long: {
          overTokens: 100_000,
          input: 0.5,
          output: 2.5,
          cacheRead: 0.05,
          cacheWrite: 0.625,
          cacheWriteHour: 1,
        },
      },
      anthropic('claude-haiku-4-5', [1, 5, 0.1], 64_000),
    ],
  },
  {
    protocol: 'openai',
    source: 'https://developers.openai.com/api/docs/pricing',
    asOf: '2026-03-31',
    models: [
      reasoning('gpt-5.2', [1.75, 0.175, 14], 128_000),
      reasoning('gpt-5.1', [1.25, 0.125, 10], 128_000),
      reasoning('gpt-5', [1.25, 0.125, 10], 128_000),
      reasoning('gpt-5-mini', [0.25, 0.025, 2], 128_000),
      reasoning('gpt-5-nano', [0.05, 0.005, 0.4], 128_000),
      openai('gpt-4.1', [2, 0.5, 8], 32_768),
      openai('gpt-4.1-mini', [0.4, 0.1, 1.6], 32_768),
      openai('gpt-4.1-nano', [0.1, 0.025, 0.4], 32_768),
      openai('gpt-4o', [2.5, 1.25, 10], 16_384),
      openai('gpt-4o-mini', [0.15, 0.075, 0.6], 16_384),
      reasoning('o3', [2, 0.5, 8], 100_000),
      reasoning('o4-mini', [1.1, 0.275, 4.4], 100_000),
    ],
  },
  ...(['openai', 'anthropic'] as const).map((protocol) => ({
    protocol,
    source: 'The built-in demo assistant is free; it has a price so that budgets can be tried.',
    asOf: '2026-11-23',
    models: [{ model: 'ringwall-demo', input: 1, output: 5, maxOutputTokens: 1_024 }],
  })),
];
