import type { LimitedCall, LimitStanding, Reservation } from '@ringwall/identity';
import type { Protocol, UnderstoodRequest, Usage } from '../dialects/dialect.ts';
import { mostUsage, probableUsage } from './estimate.ts';
import { type AskedPrice, costOf, type KnownPrice, type PriceList, tokensOf } from './price-list.ts';

/** How a request ended, as far as its cost goes. */
export interface Ending {
  /** Whether the upstream may bill for it. */
  readonly isBilled: boolean;
  /** What the upstream said it used. */
  readonly usage: Usage | undefined;
  /** Whether the upstream had said all it had to say. */
  readonly isWhole: boolean;
  /** How much of its answer came. */
  readonly outputBytes: number;
  /** Its client did not wait for it. */
  readonly isLeft?: boolean;
}

/** Of a request that never reached an upstream. */
export const notSent: Ending = { isBilled: false, usage: undefined, isWhole: false, outputBytes: 0 };

/** What an outcome says of it. */
export interface Charge {
  readonly cost?: { readonly nanoDollars: number; readonly estimated: boolean };
  readonly estimatedTokens?: number;
}

/** What one request may use, and what it did use. */
export class MeteredRequest {
  readonly #protocol: Protocol;
  readonly #asked: UnderstoodRequest;
  readonly #bodyBytes: number;
  readonly #price: KnownPrice | undefined;
  readonly #most: Usage;
  /** What is set aside for it. */
  readonly reserved: { readonly tokens: number; readonly nanoDollars: number | undefined };
  #reservation: Reservation | undefined;

  constructor(
    asked: UnderstoodRequest,
    of: { readonly bodyBytes: number; readonly prices: PriceList; readonly model: AskedPrice },
  ) {
    this.#protocol = of.model.protocol;
    this.#asked = asked;
    this.#bodyBytes = of.bodyBytes;
    this.#price = of.prices.of(of.model);
    this.#most = mostUsage(asked, of.bodyBytes, this.#price);
    this.reserved = {
      tokens: tokensOf(this.#protocol, this.#most),
      nanoDollars: this.#price && costOf(this.#price.dearest, this.#protocol, this.#most),
    };
  }

  /** As limits see it. */
  call(of: Omit<LimitedCall, 'tokens' | 'nanoDollars'>): LimitedCall {
    return { ...of, ...this.reserved };
  }

  /** It was let in. */
  admitted(reservation: Reservation): void {
    this.#reservation = reservation;
  }

  /** Where it stands with its limits. */
  get standings(): readonly LimitStanding[] {
    return this.#reservation?.standings() ?? [];
  }

  /** Whether a limit depends on what the upstream says that it used. */
  get needsUsage(): boolean {
    return this.standings.some(({ limit }) => limit.metric === 'tokens' || limit.metric === 'money');
  }

  /** Counts what it used; only the first end counts. Returns what to record. */
  settle(ending: Ending): Charge {
    const { isBilled, usage, isWhole } = ending;
    const isExact = !isBilled || (usage !== undefined && isWhole);
    const used = isBilled ? (isExact ? usage : this.#probable(ending)) : none;
    const tokens = used === undefined ? 0 : tokensOf(this.#protocol, used);
    const nanoDollars = used && this.#price && costOf(this.#price, this.#protocol, used);
    this.#reservation?.settle({ tokens, nanoDollars: nanoDollars ?? 0 });
    return {
      ...(nanoDollars !== undefined && { cost: { nanoDollars, estimated: !isExact } }),
      ...((!isBilled || !isExact) && { estimatedTokens: tokens }),
    };
  }

  #probable({ usage, outputBytes, isLeft }: Ending): Usage {
    // An answer that comes as a whole is made, and billed, though nobody waits for it: leaving must not be cheaper.
    const isUnseen = isLeft === true && !this.#asked.stream;
    return probableUsage(this.#most, {
      ...{ bodyBytes: this.#bodyBytes, outputBytes, reported: usage },
      hidesOutput: isUnseen || this.#price?.reasons === true || this.#asked.hidesOutput,
    });
  }
}

const none: Usage = { inputTokens: 0, outputTokens: 0 };
