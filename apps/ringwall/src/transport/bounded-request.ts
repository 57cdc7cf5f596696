import { type Dispatcher, errors } from 'undici';

export interface BoundedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** A longer answer is refused, unread. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface BoundedAnswer {
  readonly status: number;
  /** Lower-case names; a repeated header's values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Why an exchange came to nothing, without anything of the address but its host. */
export class ExchangeFault extends Error {
  readonly kind: 'unreachable' | 'timeout' | 'too-large' | 'aborted';

  constructor(kind: ExchangeFault['kind'], message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * One request and its whole answer, within a time and a size. Redirects are not followed: they would take
 * credentials to somebody else. `wanted` may end it before the body is read.
 * @throws ExchangeFault
 */
export async function boundedRequest(
  dispatcher: Dispatcher,
  request: BoundedRequest,
  wanted: (head: Omit<BoundedAnswer, 'body'>) => boolean = () => true,
): Promise<BoundedAnswer> {
  const { url, signal } = request;
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers },
      body: request.body ?? null,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const headers = flatten(response.headers);
    const status = response.statusCode;
    if (!wanted({ status, headers })) {
      // Destroying the body ends the connection, however long the rest would be.
      response.body.on('error', () => {}).destroy();
      return { status, headers, body: new Uint8Array(0) };
    }
    return { status, headers, body: await readBounded(response.body, request.maxBytes, url) };
  } catch (cause) {
    throw asFault(cause, { url, deadline, signal });
  }
}

async function readBounded(body: Dispatcher.ResponseData['body'], maxBytes: number, url: URL) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new ExchangeFault('too-large', 'The answer is not bytes.');
    length += chunk.length;
    if (length > maxBytes) {
      throw new ExchangeFault('too-large', `The answer of ${url.host} is over ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function asFault(
  cause: unknown,
  { url, deadline, signal }: { url: URL; deadline: AbortSignal; signal: AbortSignal | undefined },
): ExchangeFault {
  if (cause instanceof ExchangeFault) return cause;
  if (signal?.aborted) return new ExchangeFault('aborted', 'The request was ended here.', { cause });
  const late = cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError;
  if (deadline.aborted || late || cause instanceof errors.ConnectTimeoutError) {
    return new ExchangeFault('timeout', `${url.host} did not answer in time.`, { cause });
  }
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const why = /^[A-Z][A-Z0-9_]+$/.test(code) ? ` (${code})` : '';
  return new ExchangeFault('unreachable', `The connection to ${url.host} failed${why}.`, { cause });
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
