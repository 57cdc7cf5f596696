import type { Protocol, Usage } from '../dialects/dialect.ts';
import { type ModelPrice, priceSheets, type TokenPrices } from './prices.ts';

/** A price of the configuration: of a model, or of all whose names begin so where it ends in `*`. */
export interface OwnPrice extends ModelPrice {
  /** Absent: whoever serves the model. */
  readonly provider?: string | undefined;
}

export interface PriceList {
  /** What a model of an upstream costs; undefined where nobody has said. */
  of(asked: AskedPrice): KnownPrice | undefined;
}

export interface KnownPrice extends ModelPrice {
  /** The most that a token may cost: what is cached, and which request is long, is not known beforehand. */
  readonly dearest: TokenPrices;
}

export interface AskedPrice {
  readonly protocol: Protocol;
  readonly provider: string;
  /** The upstream's name of it. */
  readonly model: string;
}

/** `-2025-08-07`, `-20250929`, `-latest`: another name of the same model. */
const edition = /-(?:\d{4}-\d\d-\d\d|\d{8}|latest)$/;

/** Own prices first, in their order; then what the public services ask. */
export function createPriceList(own: readonly OwnPrice[]): PriceList {
  const known = new Map(
    priceSheets.flatMap(({ protocol, models }) =>
      models.map((price) => [`${protocol} ${price.model}`, withDearest(price)] as const),
    ),
  );
  const mine = own.map((price) => ({ ...withDearest(price), provider: price.provider }));
  return {
    of({ protocol, provider, model }) {
      const first = mine.find(
        (price) =>
          (price.provider === undefined || price.provider === provider) && matches(price.model, model),
      );
      return (
        first ?? known.get(`${protocol} ${model}`) ?? known.get(`${protocol} ${model.replace(edition, '')}`)
      );
    },
  };
}

function withDearest(price: ModelPrice): KnownPrice {
  const sheets: readonly TokenPrices[] = price.long ? [price, price.long] : [price];
  const inputs = sheets.flatMap(({ input, cacheRead = 0, cacheWrite = 0, cacheWriteHour = 0 }) => [
    ...[input, cacheRead, cacheWrite, cacheWriteHour],
  ]);
  const dearest = { input: Math.max(...inputs), output: Math.max(...sheets.map(({ output }) => output)) };
  return { ...price, dearest };
}

function matches(name: string, model: string): boolean {
  return name.endsWith('*') ? model.startsWith(name.slice(0, -1)) : name === model;
}

/**
 * What a request cost, in billionths of a US dollar, rounded up to a whole one. Input as the protocol counts it:
 * OpenAI's includes what was read from the cache, Anthropic's does not.
 */
export function costOf(
  price: TokenPrices & Pick<ModelPrice, 'long'>,
  protocol: Protocol,
  usage: Usage,
): number {
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheWriteHourTokens = 0 } = usage;
  const plain = protocol === 'openai' ? Math.max(0, usage.inputTokens - cacheReadTokens) : usage.inputTokens;
  const input = plain + cacheReadTokens + cacheWriteTokens + cacheWriteHourTokens;
  const prices: TokenPrices = price.long !== undefined && input > price.long.overTokens ? price.long : price;
  const trillionths =
    plain * rate(prices.input) +
    cacheReadTokens * rate(prices.cacheRead ?? prices.input) +
    cacheWriteTokens * rate(prices.cacheWrite ?? prices.input) +
    cacheWriteHourTokens * rate(prices.cacheWriteHour ?? prices.cacheWrite ?? prices.input) +
    usage.outputTokens * rate(prices.output);
  // What no number can tell exactly is no price that anybody pays.
  return Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(trillionths / 1000));
}

/** All tokens of a request, as limits count them. */
export function tokensOf(protocol: Protocol, usage: Usage): number {
  const cached =
    protocol === 'openai'
      ? 0
      : (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0) + (usage.cacheWriteHourTokens ?? 0);
  return Math.min(Number.MAX_SAFE_INTEGER, usage.inputTokens + usage.outputTokens + cached);
}

/** Trillionths of a dollar a token: dollars a million, in millionths. A price has at most six digits after the point. */
function rate(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * 1_000_000);
}
