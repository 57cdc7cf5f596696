import { decodeUtf8 } from '@ringwall/core';
import { GatewayError } from '../errors.ts';

export interface SseEvent {
  /** Value of the `event` field, empty when there is none. */
  readonly event: string;
  readonly data: string;
  /** The event spelled with `event` and `data` lines alone, ready to be sent on. */
  readonly frame: Uint8Array;
}

const maxEventBytes = 1 << 20;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2). A client may end lines with any of
 * LF, CRLF and CR, so all three end a line here; comments, ids and retry times are dropped, and a field that
 * the standard does not know is refused: what a client might read differently is not passed on.
 */
export class SseParser {
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #lineBytes = 0;
  #lastWasReturn = false;

  /** @throws GatewayError gateway/upstream-not-understood */
  push(chunk: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === newline && this.#lastWasReturn) {
        this.#lastWasReturn = false;
        continue;
      }
      this.#lastWasReturn = byte === carriageReturn;
      if (byte !== newline && byte !== carriageReturn) {
        this.#lineBytes++;
        continue;
      }
      const blank = this.#lineBytes === 0;
      this.#lineBytes = 0;
      if (!blank) continue;
      if (start === i && this.#pendingBytes === 0) {
        // Blank lines between events, in whatever number, cost next to nothing.
        start = i + 1;
        continue;
      }
      this.#keep(chunk.subarray(start, i + 1));
      start = i + 1;
      const event = parseEvent(this.#take());
      if (event) events.push(event);
    }
    this.#keep(chunk.subarray(start));
    return events;
  }

  /** Bytes of an event that has begun and not ended. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > maxEventBytes) {
      throw new GatewayError(
        'gateway/upstream-not-understood',
        `A stream event is over ${maxEventBytes} bytes.`,
      );
    }
  }

  #take(): Uint8Array {
    const bytes = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    return bytes ?? new Uint8Array(0);
  }
}

function parseEvent(bytes: Uint8Array): SseEvent | undefined {
  let event = '';
  const data: string[] = [];
  for (const line of decodeUtf8(bytes).split(/\r\n|\n|\r/)) {
    if (line === '' || line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field !== 'id' && field !== 'retry') {
      throw new GatewayError(
        'gateway/upstream-not-understood',
        'The stream has a line that is no event field.',
      );
    }
  }
  if (data.length === 0) return undefined;
  return { event, data: data.join('\n'), frame: encodeEvent(event, data) };
}

function encodeEvent(event: string, lines: readonly string[]): Uint8Array {
  const name = event === '' ? '' : `event: ${event}\n`;
  return Buffer.from(`${name}${lines.map((line) => `data: ${line}\n`).join('')}\n`, 'utf8');
}

/** One event with JSON data, as bytes. */
export function sseFrame(event: string | undefined, data: unknown): Uint8Array {
  return encodeEvent(event ?? '', [JSON.stringify(data)]);
}
