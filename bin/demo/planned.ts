import type { CallerName, ModelName } from './company.ts';

/** What is said in a conversation, in neither protocol. */
export type Message =
  | { readonly role: 'user' | 'assistant'; readonly text: string }
  | { readonly role: 'assistant'; readonly call: ToolCall }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly text: string };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** The one thing it wants to know. */
  readonly asks: string;
}

/** What the upstream does with a request. */
export type ScriptedAnswer =
  | {
      readonly kind: 'said';
      readonly said: { readonly text: string } | { readonly call: ToolCall };
      readonly firstByteMs: number;
      readonly totalMs: number;
      readonly inputTokens: number;
      readonly cachedTokens: number;
      readonly outputTokens: number;
      /** `breaks-off`: a stream ends in the middle. `hangs`: it says nothing until its client has left. */
      readonly ending?: 'breaks-off' | 'hangs';
    }
  | { readonly kind: 'refused'; readonly status: 429 | 500 | 529; readonly totalMs: number };

/** One request of the day. */
export interface PlannedRequest {
  readonly kind: 'request';
  /** Milliseconds from the beginning of the day. */
  readonly atMs: number;
  readonly caller: CallerName;
  /** It comes from another machine than the caller's own. */
  readonly fromElsewhere?: true;
  readonly model: ModelName;
  readonly stream: boolean;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly purpose?: string;
  /** The person it is about. */
  readonly subject?: string;
  readonly conversation?: string;
  /** What is answered, should the request come through. */
  readonly answer: ScriptedAnswer;
}

/** Something that a person does meanwhile, through the admin API. */
export interface PlannedAct {
  readonly kind: 'act';
  readonly atMs: number;
  readonly act: 'replace-leaked-key' | 'contain-advisor' | 'release-advisor';
}

export type Planned = PlannedRequest | PlannedAct;
