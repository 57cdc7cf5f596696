/** One HTTP request of a key provider. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. https, or http to a loopback address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For the whole exchange, the body of the answer included. */
  readonly timeoutMs: number;
  /** The longest body of an answer that is read; a longer one is an error, never cut. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; a header that came several times has its values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * How a provider talks to its service; given by the application, because this package opens no sockets. It sends
 * exactly the headers and the body it was given (they may be signed), follows no redirect, retries nothing, and
 * accepts nothing below TLS 1.3 unless its configuration says so. It answers for every status; it rejects where
 * there is no whole answer: no connection, no trust, the time or the bytes ran out, the signal was given.
 */
export type HttpTransport = (request: HttpRequest) => Promise<HttpAnswer>;
