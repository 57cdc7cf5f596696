import type { Json, Part, Problem } from '@ringwall/core';

export type Protocol = 'openai' | 'anthropic';

/** Tokens as the upstream counts them. */
export interface Usage {
  /** OpenAI counts what its cache gave in here, Anthropic beside it. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  /** Written to the cache for minutes, and for an hour. */
  readonly cacheWriteTokens?: number;
  readonly cacheWriteHourTokens?: number;
}

/** A request whose every text is accounted for. */
export interface UnderstoodRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly parts: readonly Part[];
  /** The most that one answer may have, where the request says so. */
  readonly maxOutputTokens?: number;
  /** How many answers it asks for. */
  readonly answers: number;
  readonly hasTools: boolean;
  /** It asks for thinking that is billed and not shown in full. */
  readonly hidesOutput: boolean;
  /** The upstream says at the end what was used without being asked. */
  readonly tellsUsage: boolean;
}

/** Text that one stream event adds to one channel: one choice's content, one tool call's arguments. */
export interface StreamText {
  /** Where the text stands in the assembled response; names the channel. */
  readonly pointer: string;
  readonly syntax: 'text' | 'json';
  /** Where the text stands in this event. */
  readonly eventPointer: string;
  readonly text: string;
  /** Complete in this event: no later event continues it. */
  readonly whole: boolean;
  /** It is the name of a member: to be inspected, and no part of what was said. */
  readonly isName?: true;
}

export interface StreamEvent {
  readonly texts: readonly StreamText[];
  /** Channels at or below these pointers get no more text. */
  readonly closes: readonly string[];
  /** The event after which the stream is complete; it is held until the outcome is recorded. */
  readonly terminal: boolean;
  readonly usage?: Partial<Usage>;
  /** It says what was used and nothing else. */
  readonly isUsageOnly?: true;
  /** The upstream gave up in the middle. */
  readonly failed: boolean;
}

/** One client protocol: how its requests, answers, streams and errors are read and written. */
export interface Dialect {
  readonly protocol: Protocol;
  /** Path of the completion endpoint on our listener. */
  readonly path: string;
  /** @throws GatewayError gateway/request-not-understood naming the part that cannot be inspected. */
  understandRequest(body: Json): UnderstoodRequest;
  /** Every text of a complete answer. @throws GatewayError gateway/upstream-not-understood */
  completionParts(body: Json): readonly Part[];
  usage(body: Json): Usage | undefined;
  /** Removes what would still spell redacted text (token log-probabilities). */
  withoutEchoes(body: Json): Json;
  /** @throws GatewayError gateway/upstream-not-understood */
  readStreamEvent(event: string, data: Json | '[DONE]'): StreamEvent;
  /** The same request, so that the upstream says at the end what was used; absent where it always does. */
  askForUsage?(body: Json): Json;
  /** The body of an error answer. */
  errorBody(problem: Problem, request: string): Json;
  /** An error as the last event of a stream that has begun. */
  streamError(problem: Problem, request: string): { readonly event?: string; readonly data: Json };
  /** The message of an upstream's error answer, where it has one. */
  upstreamMessage(body: Json): string | undefined;
  models(names: readonly string[], createdAtMs: number): Json;
  model(name: string, createdAtMs: number): Json;
}
