import { readJson } from '../api/json.ts';
import { createAnswerReader, readPiece } from './answer-text.ts';
import { bodyOf, completionPaths, headersOf, type Question } from './gateway-request.ts';

/** How the gateway answered. */
export interface GatewayAnswer {
  readonly status: number;
  /** Under which the request is on record; absent where it was refused before there was one. */
  readonly request?: string;
  readonly text: string;
  /** Why there is no answer, or no more of it. */
  readonly error?: string;
  /** Until the first of the answer was here, and until all of it was. */
  readonly firstMs: number;
  readonly totalMs: number;
  /** As the gateway sent them, of those that a page may read. */
  readonly headers: readonly (readonly [string, string])[];
  /** The text that was sent, in which findings have their places. */
  readonly sent: string;
}

/** Nothing answered this browser at the gateway's address. */
export class GatewayUnreachable extends Error {
  constructor(gatewayUrl: string, cause: unknown) {
    super(`The gateway does not answer this browser at ${gatewayUrl}.`, { cause });
    this.name = 'GatewayUnreachable';
  }
}

const recorded = /^req_\w{1,64}$/;

/**
 * Sends a question straight to the gateway, as an application would: with a key and nothing of this session.
 * @throws GatewayUnreachable; the reason of `signal`
 */
export async function askGateway(
  question: Question,
  options: {
    readonly gatewayUrl: string;
    readonly key: string;
    readonly fetch: typeof globalThis.fetch;
    readonly now: () => number;
    readonly signal: AbortSignal;
    /** Told of the answer as it grows. */
    readonly onText: (text: string) => void;
  },
): Promise<GatewayAnswer> {
  const { gatewayUrl, now, signal, onText } = options;
  const sent = JSON.stringify(bodyOf(question));
  const began = now();
  let response: Response;
  try {
    response = await options.fetch(gatewayUrl + completionPaths[question.protocol], {
      method: 'POST',
      headers: headersOf(question.protocol, options.key),
      body: sent,
      ...{ credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal },
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new GatewayUnreachable(gatewayUrl, cause);
  }
  const firstMs = now() - began;
  const said = await readAnswer(response, onText, signal);
  const request = response.headers.get('x-request-id') ?? '';
  return {
    ...{ status: response.status, sent, firstMs, totalMs: now() - began, ...said },
    ...(recorded.test(request) && { request }),
    headers: [...response.headers],
  };
}

async function readAnswer(response: Response, onText: (text: string) => void, signal: AbortSignal) {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream || response.body === null) {
    const parsed = readJson(await response.text());
    const said = parsed ? readPiece(parsed.value) : { text: '', error: 'The answer is not JSON.' };
    onText(said.text);
    return said;
  }
  const reader = createAnswerReader();
  let text = '';
  let error: string | undefined;
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      for (const said of reader.push(chunk)) {
        text += said.text;
        error = said.error ?? error;
      }
      onText(text);
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    error ??= 'The answer was cut off.';
  }
  return { text, ...(error !== undefined && { error }) };
}
