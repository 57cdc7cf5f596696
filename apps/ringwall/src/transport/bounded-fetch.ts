import type { Fetch } from '@ringwall/identity';
import type { Dispatcher } from 'undici';
import { boundedRequest, ExchangeFault } from './bounded-request.ts';
import { isSafeUrl } from './strict-agent.ts';

const maxBytes = 1 << 20;
const timeoutMs = 10_000;
/** Statuses whose answers have no body (Fetch Standard, section 2.2.3). */
const bodiless = [204, 205, 304];

/** `fetch` for issuers and identity providers: no redirects, at most 1 MiB, within 10 seconds. */
export function boundedFetch(dispatcher: Dispatcher): Fetch {
  return async (text, { method, headers, body, signal }) => {
    const url = URL.parse(text);
    if (url === null || !isSafeUrl(url)) {
      throw new ExchangeFault('unreachable', 'The address is neither https nor on this machine.');
    }
    const answer = await boundedRequest(dispatcher, {
      ...{ method, url, headers, timeoutMs, maxBytes, signal },
      body: sendable(body),
    });
    const { status } = answer;
    return new Response(bodiless.includes(status) ? null : Buffer.from(answer.body), {
      status,
      headers: { ...answer.headers },
    });
  };
}

function sendable(body: Parameters<Fetch>[1]['body']): string | Uint8Array | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Bodies that come in pieces are not sent from here.');
}
