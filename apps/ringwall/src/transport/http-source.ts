import type { RandomAccessSource } from '@ringwall/core';
import { SealingError } from '@ringwall/sealing';
import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { type BoundedAnswer, boundedRequest, ExchangeFault } from './bounded-request.ts';
import { isSafeUrl } from './strict-agent.ts';

const timeoutMs = 60_000;
/** What one request asks for at most. */
const maxReadBytes = 8 << 20;
/** What the first request asks for: the header, and in a small file all of it. */
const firstBytes = 64 << 10;
/** How much is fetched at once where reads follow one another: doubled from the first to the last of these. */
const ahead = { leastBytes: 128 << 10, mostBytes: 4 << 20 };

/**
 * A file behind HTTP Range requests (RFC 9110, section 14). The first answer fixes size and validator; every
 * later one must agree, so that two versions of a file are never mixed. A server that ignores ranges is refused
 * rather than made to send everything.
 * @throws AppError app/source-unreachable, app/source-without-ranges; SealingError sealing/source-changed
 */
export async function httpSource(url: URL, dispatcher: Dispatcher): Promise<RandomAccessSource> {
  if (!isSafeUrl(url)) {
    throw new AppError(
      'app/usage',
      `${shown(url)} cannot be used: https, or http on this machine, without user name and password.`,
    );
  }
  const first = await askFor(url, dispatcher, { start: 0, end: firstBytes - 1 });
  const { size } = rangeOf(first, url, 0);
  const known: Known = { url, dispatcher, size, validator: validatorOf(first) };
  let held = { offset: 0, bytes: first.body };
  let aheadBytes = ahead.leastBytes;
  return {
    size,
    async read(offset, length, signal) {
      if (length === 0 || offset >= size) return new Uint8Array(0);
      const end = Math.min(offset + length, size);
      const heldEnd = held.offset + held.bytes.length;
      if (offset < held.offset || end > heldEnd) {
        // A read that begins where the last one ended is a reader going through.
        const follows = offset >= held.offset && offset <= heldEnd;
        const until = follows ? Math.min(Math.max(end, offset + aheadBytes), size) : end;
        aheadBytes = follows ? Math.min(2 * aheadBytes, ahead.mostBytes) : ahead.leastBytes;
        held = { offset, bytes: await fetchRange(known, offset, until, signal) };
      }
      // A copy: Buffer.slice would be a view of what is held.
      return Uint8Array.from(held.bytes.subarray(offset - held.offset, end - held.offset));
    },
  };
}

interface Known {
  readonly url: URL;
  readonly dispatcher: Dispatcher;
  readonly size: number;
  readonly validator: string | undefined;
}

async function fetchRange(known: Known, start: number, end: number, signal?: AbortSignal) {
  const parts: Uint8Array[] = [];
  for (let at = start; at < end; at += maxReadBytes) {
    const stop = Math.min(at + maxReadBytes, end);
    const answer = await askFor(known.url, known.dispatcher, {
      start: at,
      end: stop - 1,
      validator: known.validator,
      signal,
    });
    const { size } = rangeOf(answer, known.url, at);
    if (size !== known.size || validatorOf(answer) !== known.validator) throw changed(known.url);
    if (answer.body.length !== stop - at) {
      throw new AppError('app/source-unreachable', `${known.url.host} sent another range than asked for.`);
    }
    parts.push(answer.body);
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

interface Asked {
  readonly start: number;
  /** The last byte, as Range counts. */
  readonly end: number;
  readonly validator?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function askFor(url: URL, dispatcher: Dispatcher, asked: Asked): Promise<BoundedAnswer> {
  const strong = asked.validator?.startsWith('"') ? asked.validator : undefined;
  const answer = await boundedRequest(
    dispatcher,
    {
      method: 'GET',
      url,
      headers: {
        range: `bytes=${asked.start}-${asked.end}`,
        'accept-encoding': 'identity',
        ...(strong !== undefined && { 'if-range': strong }),
      },
      timeoutMs,
      maxBytes: asked.end - asked.start + 1,
      signal: asked.signal,
    },
    ({ status }) => status === 206,
  ).catch((fault: unknown) => {
    if (!(fault instanceof ExchangeFault) || fault.kind === 'aborted') throw fault;
    throw new AppError('app/source-unreachable', fault.message, { cause: fault });
  });
  // With If-Range the whole file means: not the version that was asked for (RFC 9110, section 13.1.5).
  if (answer.status === 200 && strong !== undefined) throw changed(url);
  if (answer.status === 416 && asked.start > 0) throw changed(url);
  refuseOthers(answer, url);
  return answer;
}

function refuseOthers(answer: BoundedAnswer, url: URL): void {
  const { status, headers } = answer;
  if (status === 200) {
    throw new AppError('app/source-without-ranges', `${shown(url)}: the server ignores Range.`);
  }
  if (status === 416) throw new AppError('app/source-unreachable', `${shown(url)} is empty.`);
  if (status >= 300 && status < 400) {
    const host = URL.parse(headers.location ?? '', url)?.host ?? 'elsewhere';
    throw new AppError(
      'app/source-unreachable',
      `${shown(url)} redirects to ${host}, which is not followed: give the final address.`,
    );
  }
  if (status !== 206) {
    throw new AppError('app/source-unreachable', `${shown(url)}: the server answered ${status}.`);
  }
  const coding = headers['content-encoding']?.trim().toLowerCase();
  if (coding !== undefined && coding !== '' && coding !== 'identity') {
    throw new AppError('app/source-without-ranges', `${shown(url)}: the server compresses parts of files.`);
  }
}

/** Content-Range: `bytes 0-73/1234` (RFC 9110, section 14.4). */
function rangeOf(answer: BoundedAnswer, url: URL, start: number): { size: number } {
  const [, from, to, total] =
    /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(answer.headers['content-range']?.trim() ?? '') ?? [];
  const size = Number(total);
  const matches = Number(from) === start && Number(to) - start + 1 === answer.body.length;
  if (matches && Number.isSafeInteger(size) && Number(to) < size) return { size };
  throw new AppError(
    'app/source-without-ranges',
    `${shown(url)}: the answer does not say which part of the file it is.`,
  );
}

function validatorOf({ headers }: BoundedAnswer): string | undefined {
  return headers.etag ?? headers['last-modified'];
}

function changed(url: URL): SealingError {
  return new SealingError('sealing/source-changed', `${shown(url)} is another file than when it was opened.`);
}

/** An address without its query, which may carry a token. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
