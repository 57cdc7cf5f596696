import { type Clock, type Json, parseBoundedJson } from '@ringwall/core';
import type { ZodType } from 'zod';
import { SealingError, type SealingErrorCode } from '../../errors.ts';
import type { HttpAnswer, HttpRequest, HttpTransport } from '../http-transport.ts';
import { retryAfterMs } from './retry-after.ts';
import { type Sleep, sleepMs } from './sleep.ts';

/** What is wrong with an answer whose status is not 2xx. */
export interface Fault {
  readonly code: SealingErrorCode;
  /** Continues `AWS KMS, Decrypt:`; the service's own code at most, never text it or the caller wrote. */
  readonly words: string;
  /** The service's code for it, where it gave one. */
  readonly reason?: string;
  /** `pause`: it was refused before anything was done. `credential`: a new token may help. */
  readonly again?: 'pause' | 'credential';
}

export interface ServiceOptions {
  /** The provider's name in the configuration, and the service's for people: `archive: AWS KMS`. */
  readonly title: string;
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly sleep?: Sleep;
  /** For one attempt, the body of the answer included. */
  readonly timeoutMs?: number;
  /** Reads an answer that is no success; `body` is undefined where it is not JSON. */
  readonly faultOf: (answer: HttpAnswer, body: Json | undefined) => Fault;
}

/** One attempt, and what to do when its credential was not taken. */
export interface Attempt extends Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'> {
  readonly dropCredential?: () => void;
}

export interface ServiceCall<Shape> {
  /** The service's own name for it. */
  readonly operation: string;
  /** Made anew for each attempt, since dates and tokens are part of it. */
  readonly request: () => Promise<Attempt>;
  readonly shape: ZodType<Shape>;
  /** What turns the body of a success into what `shape` reads; JSON by default. */
  readonly parse?: (body: Uint8Array) => unknown;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An answer that was no success, as an error; `fault` is for whoever can say it better. */
export class ServiceFault extends SealingError {
  readonly fault: Fault;

  constructor(detail: string, fault: Fault) {
    super(fault.code, detail);
    this.fault = fault;
  }
}

/** Answers about keys are small; a longer one is not one. */
const maxBytes = 1 << 20;
const maxDepth = 16;
const pauseMs = 250;
/** A service that asks for more is given up on: the caller knows better whether to wait. */
const maxPauseMs = 5_000;

/** Calls a service until its answer is one or the attempts are used up. */
export type Caller = <Shape>(call: ServiceCall<Shape>) => Promise<Shape>;

/**
 * Calls a service with JSON answers over the given transport. One further attempt after a connection that broke, a
 * 5xx (both only for repeatable calls) or a throttling, after the pause it asks for; one more with a new credential.
 * A redirect is never followed: the request carries a credential. Bodies of requests and answers are overwritten
 * afterwards, because keys travel in them; the strings they were made of and parsed into stay until collected.
 * @throws SealingError sealing/provider-unavailable, sealing/provider-answer, and what `faultOf` says
 */
export function serviceClient(options: ServiceOptions): Caller {
  const { title, clock, transport, sleep = sleepMs, timeoutMs = 10_000 } = options;

  async function send<Shape>(call: ServiceCall<Shape>, attempt: Attempt): Promise<HttpAnswer> {
    const { operation, signal } = call;
    const { body, dropCredential: _, ...rest } = attempt;
    try {
      return await transport({
        ...rest,
        ...(body && { body }),
        timeoutMs,
        maxBytes,
        ...(signal && { signal }),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new SealingError('sealing/provider-unavailable', `${title}, ${operation}: no answer.`, { cause });
    } finally {
      body?.fill(0);
    }
  }

  function faultIn<Shape>(call: ServiceCall<Shape>, answer: HttpAnswer): ServiceFault {
    const body = jsonOf(answer.body);
    const redirect: Fault = { code: 'sealing/provider-answer', words: 'a redirect, which is not followed' };
    const fault = answer.status < 400 ? redirect : options.faultOf(answer, body);
    const detail = `${title}, ${call.operation}: ${fault.words}.`;
    return new ServiceFault(detail, fault);
  }

  /** How long to wait before the next attempt; undefined where there is none to be made. */
  function pauseAfter<Shape>(
    call: ServiceCall<Shape>,
    error: unknown,
    answer?: HttpAnswer,
  ): number | undefined {
    if (!(error instanceof SealingError)) return undefined;
    const throttled = error instanceof ServiceFault && error.fault.again === 'pause';
    const broken = error.code === 'sealing/provider-unavailable' && call.repeatable;
    if (!throttled && !broken) return undefined;
    const asked = retryAfterMs(answer?.headers['retry-after'], clock.now()) ?? pauseMs;
    return asked <= maxPauseMs ? asked : undefined;
  }

  return async (call) => {
    let renewed = false;
    let repeated = false;
    for (;;) {
      call.signal?.throwIfAborted();
      const attempt = await call.request();
      let answer: HttpAnswer | undefined;
      try {
        answer = await send(call, attempt);
        if (answer.status < 200 || answer.status > 299) throw faultIn(call, answer);
        return readAnswer(title, call, answer.body);
      } catch (error) {
        const pause = repeated ? undefined : pauseAfter(call, error, answer);
        if (pause !== undefined) {
          repeated = true;
          await sleep(pause, call.signal);
        } else if (error instanceof ServiceFault && error.fault.again === 'credential' && !renewed) {
          renewed = true;
          attempt.dropCredential?.();
        } else throw error;
      } finally {
        answer?.body.fill(0);
      }
    }
  };
}

/** An empty body is an empty object: services answer so where there is nothing to say. */
function readAnswer<Shape>(title: string, call: ServiceCall<Shape>, body: Uint8Array): Shape {
  const { operation, shape, parse = (bytes) => (bytes.length === 0 ? {} : jsonOf(bytes)) } = call;
  const what = `${title}, ${operation}`;
  const json = parse(body);
  if (json === undefined) {
    throw new SealingError('sealing/provider-answer', `${what}: the answer cannot be read.`);
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  // Zod's messages may quote values, and a value may be a key: only the places are passed on.
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').slice(0, 5);
  throw new SealingError('sealing/provider-answer', `${what}: not as documented at ${places.join(', ')}.`);
}

function jsonOf(body: Uint8Array): Json | undefined {
  try {
    return parseBoundedJson(body, { maxBytes, maxDepth });
  } catch {
    return undefined;
  }
}

/** A service's error code if it looks like one, so that nothing else it says gets into our words. */
export function codeIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(value) ? value : undefined;
}

/** What a status alone says, where the service gave no code to go by; 404 may be anything that is no such service. */
export function faultOfStatus(status: number, code?: string): Fault {
  const words = code === undefined ? `status ${status}` : `${code} (status ${status})`;
  const fault = faultOfBareStatus(status, words);
  return code === undefined ? fault : { ...fault, reason: code };
}

function faultOfBareStatus(status: number, words: string): Fault {
  if (status === 401) return { code: 'sealing/provider-refused', words, again: 'credential' };
  if (status === 429 || status === 503)
    return { code: 'sealing/provider-unavailable', words, again: 'pause' };
  if (status >= 500) return { code: 'sealing/provider-unavailable', words };
  return { code: 'sealing/provider-refused', words };
}
