import { type Edit, type Json, parseBoundedJson, type Verdict } from '@ringwall/core';
import type { Guard, GuardStream } from '@ringwall/guard';
import type { Dialect, StreamText, Usage } from './dialects/dialect.ts';
import { upstreamUnclear } from './dialects/understand.ts';
import { JsonEdits } from './json-edits.ts';
import { applyEdits, editText } from './json-pointer.ts';
import { type SseEvent, sseFrame } from './sse/parser.ts';
import { strictest } from './verdicts.ts';

/** Text an event added to a channel: it may leave once the channel has settled beyond `end`. */
interface Segment {
  readonly channel: Channel;
  readonly start: number;
  readonly end: number;
  readonly eventPointer: string;
}

interface Channel {
  readonly guard: GuardStream;
  readonly pointer: string;
  /** Its text came in one event; each further one at its place is a text of its own. */
  readonly whole: boolean;
  /** To be inspected, and no part of what was said. */
  readonly isName: boolean;
  /** Where the text is itself JSON. */
  readonly json: JsonEdits | undefined;
  readonly edits: Edit[];
  text: string;
  settled: number;
  /** Units that went to the client. */
  released: number;
  closed: boolean;
}

interface HeldEvent {
  readonly event: SseEvent;
  readonly json: Json | '[DONE]';
  readonly segments: readonly Segment[];
}

const maxChannels = 4096;
const maxHeldBytes = 4 << 20;
const maxStreamBytes = 64 << 20;

/**
 * Stands between an upstream's event stream and the client. An event is released, unchanged and in order, once
 * the guard has settled every text in it; text to be redacted is replaced in all events it spans; after a
 * blocking finding nothing more is released. The terminal event is kept back for the caller to release.
 */
export class HeldStream {
  readonly #dialect: Dialect;
  readonly #guard: Guard;
  readonly #profile: string;
  readonly #dropsUsage: boolean;
  readonly #channels = new Map<string, Channel>();
  readonly #verdicts: Verdict[] = [];
  #queue: HeldEvent[] = [];
  #heldBytes = 0;
  #seenBytes = 0;
  #textBytes = 0;
  #usage: Partial<Usage> = {};
  #state: 'open' | 'complete' | 'blocked' | 'failed' = 'open';

  /** `dropsUsage`: the client did not ask for the event that says what was used, and is not given it. */
  constructor(
    dialect: Dialect,
    guard: Guard,
    profile: string,
    { dropsUsage = false }: { readonly dropsUsage?: boolean } = {},
  ) {
    this.#dialect = dialect;
    this.#guard = guard;
    this.#profile = profile;
    this.#dropsUsage = dropsUsage;
  }

  get state(): 'open' | 'complete' | 'blocked' | 'failed' {
    return this.#state;
  }

  /** The strictest of everything seen so far, with all findings. */
  get verdict(): Verdict | undefined {
    return strictest(this.#verdicts);
  }

  get usage(): Usage | undefined {
    const { inputTokens, outputTokens, ...cached } = this.#usage;
    return inputTokens === undefined || outputTokens === undefined
      ? undefined
      : { inputTokens, outputTokens, ...cached };
  }

  /** Bytes of all texts that came, given to the client or not. */
  get textBytes(): number {
    return this.#textBytes;
  }

  /**
   * Takes the next event and returns what may be sent now.
   * @throws GatewayError gateway/upstream-not-understood
   */
  push(event: SseEvent): readonly Uint8Array[] {
    if (this.#state === 'complete') throw upstreamUnclear('the stream goes on after its last event');
    if (this.#state !== 'open') return [];
    this.#heldBytes += event.frame.length;
    this.#seenBytes += event.frame.length;
    if (this.#heldBytes > maxHeldBytes || this.#seenBytes > maxStreamBytes) {
      throw upstreamUnclear('the stream is larger than can be held back or kept');
    }
    const json = event.data === '[DONE]' ? '[DONE]' : parseBoundedJson(event.data);
    const read = this.#dialect.readStreamEvent(event.event, json);
    this.#usage = { ...this.#usage, ...read.usage };
    if (read.failed) {
      this.#state = 'failed';
      return [];
    }
    if (this.#dropsUsage && read.isUsageOnly) {
      this.#heldBytes -= event.frame.length;
      return [];
    }
    const news = read.texts.filter((text) => text.text !== '' && !this.#isKnown(text));
    const segments = news.map((text) => this.#feed(text));
    this.#queue.push({ event, json, segments });
    for (const pointer of read.closes) this.#close(pointer);
    if (read.terminal) {
      this.#close('');
      if (this.#state === 'open') this.#state = 'complete';
    }
    return this.#release();
  }

  /** The held terminal event, once the caller has recorded the outcome. */
  finish(): readonly Uint8Array[] {
    return this.#state === 'complete' ? this.#take(this.#queue.length) : [];
  }

  /** The response as one document of the texts the client was given, for the record. */
  assembled(): Json {
    const root: Record<string, unknown> = {};
    for (const channel of this.#channels.values()) {
      // Log-probabilities repeat the text token by token; the text itself is enough of a record.
      if (channel.isName || channel.released === 0 || channel.pointer.includes('/logprobs/')) continue;
      const edits = channel.edits.filter((edit) => edit.start < channel.released);
      place(root, channel.pointer, editText(channel.text.slice(0, channel.released), edits));
    }
    return toJson(root);
  }

  /** Ids and names of models are repeated in every event: what was found clean at a place is clean there again. */
  #isKnown(text: StreamText): boolean {
    const known = this.#channels.get(text.pointer);
    return text.whole && known?.whole === true && known.text === text.text && known.edits.length === 0;
  }

  #feed(text: StreamText): Segment {
    const known = this.#channels.get(text.pointer);
    // Begun anew, the text before would be judged by nobody.
    if (known && known.whole !== text.whole) throw upstreamUnclear('the stream begins a part a second time');
    const channel = known === undefined || text.whole ? this.#openChannel(text) : known;
    if (channel.closed) throw upstreamUnclear('the stream adds text to a part it had ended');
    const start = channel.text.length;
    channel.text += text.text;
    this.#textBytes += Buffer.byteLength(text.text);
    this.#judge(channel, channel.guard.push(text.text));
    if (text.whole) this.#end(channel);
    return { channel, start, end: channel.text.length, eventPointer: text.eventPointer };
  }

  #openChannel(text: StreamText): Channel {
    const { pointer, syntax, whole, isName = false } = text;
    const part = { pointer, role: 'assistant', trust: 'untrusted', syntax } as const;
    const guard = this.#guard.openStream(this.#profile, part);
    const state = { text: '', settled: 0, released: 0, closed: false };
    const json = syntax === 'json' ? new JsonEdits() : undefined;
    const channel: Channel = { guard, pointer, whole, isName, json, edits: [], ...state };
    if (this.#channels.size >= maxChannels) throw upstreamUnclear('the stream has too many parts');
    this.#channels.set(pointer, channel);
    return channel;
  }

  #close(prefix: string): void {
    for (const channel of this.#channels.values()) {
      if (!channel.closed && (channel.pointer === prefix || channel.pointer.startsWith(`${prefix}/`))) {
        this.#end(channel);
      }
    }
  }

  #end(channel: Channel): void {
    channel.closed = true;
    this.#judge(channel, channel.guard.end());
    channel.settled = Number.POSITIVE_INFINITY;
  }

  #judge(channel: Channel, progress: { readonly settled: number; readonly verdict: Verdict }): void {
    channel.settled = progress.settled;
    const { verdict } = progress;
    if (verdict.findings.length > 0 || verdict.decision !== 'allow') this.#verdicts.push(verdict);
    const { json } = channel;
    channel.edits.push(
      ...(json ? verdict.edits.flatMap((edit) => json.fit(channel.text, edit)) : verdict.edits),
    );
    if (verdict.decision === 'block' || verdict.decision === 'require-approval') this.#state = 'blocked';
  }

  #release(): readonly Uint8Array[] {
    if (this.#state === 'blocked') {
      this.#queue = [];
      return [];
    }
    let ready = 0;
    for (const held of this.#queue) {
      if (this.#state === 'complete' && ready === this.#queue.length - 1) break;
      if (!held.segments.every((segment) => segment.channel.settled >= segment.end)) break;
      ready++;
    }
    return this.#take(ready);
  }

  #take(count: number): readonly Uint8Array[] {
    return this.#queue.splice(0, count).map((held) => {
      this.#heldBytes -= held.event.frame.length;
      for (const { channel, end } of held.segments) channel.released = end;
      return this.#rewritten(held);
    });
  }

  /** The event's own bytes, or the event written anew where something in it is redacted. */
  #rewritten(held: HeldEvent): Uint8Array {
    const edits: Edit[] = [];
    for (const { channel, start, end, eventPointer } of held.segments) {
      // In order and apart from each other: those before the first that ends behind `start` are done with.
      for (let i = firstBehind(channel.edits, start); i < channel.edits.length; i++) {
        const edit = channel.edits[i];
        if (edit === undefined || edit.start >= end) break;
        edits.push({
          pointer: eventPointer,
          start: Math.max(edit.start, start) - start,
          end: Math.min(edit.end, end) - start,
          // The replacement stands once, in the event where the redacted text begins.
          replacement: edit.start >= start ? edit.replacement : '',
        });
      }
    }
    if (edits.length === 0 || held.json === '[DONE]') return held.event.frame;
    const event = held.event.event === '' ? undefined : held.event.event;
    const edited = applyEdits(held.json, edits);
    if (edited === undefined)
      throw upstreamUnclear('what is to be redacted in the stream is the name of a member');
    return sseFrame(event, this.#dialect.withoutEchoes(edited));
  }
}

/** Index of the first edit that ends behind `place`. */
function firstBehind(edits: readonly Edit[], place: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.end ?? place) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts `text` at `pointer`, making objects on the way. Array positions become members named by their index. */
function place(root: Record<string, unknown>, pointer: string, text: string): void {
  const tokens = pointer.split('/').slice(1);
  let node = root;
  for (const [i, token] of tokens.entries()) {
    if (i === tokens.length - 1) {
      node[token] = text;
      return;
    }
    const next = Object.hasOwn(node, token) ? node[token] : undefined;
    if (isRecord(next)) {
      node = next;
    } else {
      const made: Record<string, unknown> = Object.create(null);
      node[token] = made;
      node = made;
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Objects whose members are all indexes become arrays, so that the document looks like the answer it stands for. */
function toJson(value: unknown): Json {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,6}$/.test(key))) {
    return entries.sort((a, b) => Number(a[0]) - Number(b[0])).map(([, item]) => toJson(item));
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item)]));
}
