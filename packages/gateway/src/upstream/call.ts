import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { type Dispatcher, errors } from 'undici';
import { GatewayError } from '../errors.ts';

export interface UpstreamHead {
  readonly status: number;
  /** Lower-case names; a repeated header's values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UpstreamListener {
  onHead(head: UpstreamHead): void;
  /** Decoded bytes. Return false to ask for a pause until `resume`. */
  onData(bytes: Uint8Array): boolean;
  onEnd(): void;
  /** After this nothing more is called. */
  onError(error: GatewayError): void;
}

export interface UpstreamCall {
  resume(): void;
  abort(): void;
  /** Nothing more is wanted. What is left is dropped for a moment, so that the connection can be used again. */
  release(): void;
}

const maxLeftoverBytes = 64 << 10;
const leftoverMs = 500;

/**
 * Sends one request and reports its response piece by piece, without web streams in between. A compressed
 * response is decoded here, so that what is inspected is what a client would read; an unknown coding is refused.
 */
export function callUpstream(
  dispatcher: Dispatcher,
  request: {
    readonly path: string;
    readonly headers: string[];
    readonly body: Uint8Array;
    readonly timeoutMs: number;
  },
  listener: UpstreamListener,
): UpstreamCall {
  let controller: Dispatcher.DispatchController | undefined;
  let decoder: Transform | undefined;
  let over = false;
  let received = false;
  let leftoverBytes = 0;
  let patience: NodeJS.Timeout | undefined;

  const fail = (error: GatewayError) => {
    if (over) return;
    over = true;
    decoder?.destroy();
    listener.onError(error);
  };
  const stop = (why: string) => {
    clearTimeout(patience);
    if (!received) controller?.abort(new Error(why));
  };
  const abort = () => {
    over = true;
    decoder?.destroy();
    stop('The exchange is over.');
  };
  const release = () => {
    over = true;
    decoder?.destroy();
    if (received) return;
    patience = setTimeout(abort, leftoverMs);
    controller?.resume();
  };
  const guarded = (step: () => void) => {
    if (over) return;
    try {
      step();
    } catch (error) {
      fail(error instanceof GatewayError ? error : unreadable(error));
      stop('The response cannot be used.');
    }
  };

  dispatcher.dispatch(
    {
      method: 'POST',
      path: request.path,
      headers: request.headers,
      body: request.body,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    },
    {
      onRequestStart(given) {
        controller = given;
        if (over) given.abort(new Error('The exchange is over.'));
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return;
        guarded(() => {
          const flat = flatten(headers);
          decoder = decoderFor(flat['content-encoding']);
          if (decoder) {
            listenTo(decoder);
          }
          listener.onHead({ status, headers: flat });
        });
      },
      onResponseData(given, chunk) {
        if (over) {
          leftoverBytes += chunk.length;
          if (leftoverBytes > maxLeftoverBytes) abort();
          return;
        }
        guarded(() => {
          if (!(decoder ? decoder.write(chunk) : listener.onData(chunk))) given.pause();
        });
      },
      onResponseEnd() {
        received = true;
        clearTimeout(patience);
        guarded(() => {
          if (decoder) decoder.end();
          else end();
        });
      },
      onResponseError(_controller, cause) {
        received = true;
        clearTimeout(patience);
        fail(fromUndici(cause));
      },
    },
  );

  function listenTo(decoding: Transform): void {
    decoding.on('data', (bytes: Uint8Array) =>
      guarded(() => {
        if (!listener.onData(bytes)) decoding.pause();
      }),
    );
    decoding.on('drain', () => controller?.resume());
    decoding.on('end', () => guarded(() => end()));
    decoding.on('error', (cause) => {
      fail(
        new GatewayError('gateway/upstream-not-understood', 'The response does not decompress.', { cause }),
      );
      stop('The response cannot be used.');
    });
  }
  function end(): void {
    over = true;
    // A compressed document may be over before the response is.
    stop('The response goes on after its end.');
    listener.onEnd();
  }
  return { resume: () => (decoder ? decoder.resume() : controller?.resume()), abort, release };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function decoderFor(coding: string | undefined): Transform | undefined {
  switch (coding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      throw new GatewayError(
        'gateway/upstream-not-understood',
        'The response has an unknown content encoding.',
      );
  }
}

function fromUndici(cause: unknown): GatewayError {
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new GatewayError('gateway/upstream-timeout', 'The upstream did not answer in time.', { cause });
  }
  return unreachable(cause);
}

function unreadable(cause: unknown): GatewayError {
  return new GatewayError('gateway/upstream-not-understood', 'The response cannot be read.', { cause });
}

function unreachable(cause: unknown): GatewayError {
  return new GatewayError('gateway/upstream-unreachable', 'The connection to the upstream failed.', {
    cause,
  });
}
