import type { Asking, Given, ItemOf, ListPath, PathOf, Query, ReplyOf, Sending } from './operations.ts';
import { ApiError, problemOf } from './problem.ts';

interface Cancellable {
  readonly signal?: AbortSignal;
}

/**
 * The admin API over HTTP, with the types that the server's own description of it gives. Every call rejects with an
 * ApiError and with nothing else.
 */
export interface Client {
  get<Path extends PathOf<'get'>>(
    path: Path,
    ...options: Given<Asking<Path> & Cancellable>
  ): Promise<ReplyOf<'get', Path>>;
  /** All of a list, page by page. */
  all<Path extends ListPath>(
    path: Path,
    ...options: Given<Asking<Path> & Cancellable>
  ): Promise<readonly ItemOf<Path>[]>;
  post<Path extends PathOf<'post'>>(
    path: Path,
    ...options: Given<Sending<'post', Path> & Consent>
  ): Promise<ReplyOf<'post', Path>>;
  delete<Path extends PathOf<'delete'>>(
    path: Path,
    ...options: Given<Sending<'delete', Path> & Consent>
  ): Promise<ReplyOf<'delete', Path>>;
  /** What no type names, as a request that was kept as text. */
  send<Reply>(method: Method, path: string, parts?: Parts): Promise<Reply>;
  sendAll<Item>(path: string, parts?: Parts): Promise<readonly Item[]>;
  /** A file that the server makes, under the name it gives it. */
  file<Path extends PathOf<'post'>>(path: Path, ...options: Given<Sending<'post', Path>>): Promise<NamedFile>;
}

export interface NamedFile {
  readonly name: string;
  readonly content: Blob;
}

/** What a request carries that a second person had to agree to. */
export interface Consent {
  /** Id of the approval. */
  readonly approval?: string | undefined;
}

/** A request in parts that no type knows. */
export interface Parts extends Consent, Cancellable {
  /** For the names in braces of the path. */
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Query | undefined;
  readonly body?: unknown;
}

interface ItemPage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

type Method = 'GET' | 'POST' | 'DELETE';

/** A foreign page cannot send this header without asking us first, so its presence says the console is calling. */
const consoleHeader = { 'x-ringwall-console': '1' };

/** Larger pages than the server gives by itself: whoever wants all of a list wants few of them. */
const pageItems = 500;

/** Before a request is sent again whose answer was cut off. */
const pausesMs = [500, 1500];

/** @param options.onSignedOut is told whenever the server no longer knows the session. */
export function createClient(options: {
  readonly fetch: typeof globalThis.fetch;
  readonly onSignedOut: () => void;
  /** Resolves after so many milliseconds. */
  readonly pause?: (ms: number) => Promise<unknown>;
}): Client {
  const { pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;

  /** What changes something is done once, however often it is sent: the server knows it by its key. */
  async function persistently(method: Method, path: string, parts: Parts): Promise<Response> {
    if (method === 'GET') return request(method, path, parts);
    const key = crypto.randomUUID();
    for (const ms of pausesMs) {
      try {
        return await request(method, path, parts, key);
      } catch (error) {
        if (!isWorthRepeating(error)) throw error;
      }
      await pause(ms);
    }
    return request(method, path, parts, key);
  }

  async function request(method: Method, path: string, parts: Parts, key?: string): Promise<Response> {
    const { signal, body } = parts;
    let response: Response;
    try {
      response = await options.fetch(withQuery(filled(path, parts.path), parts.query), {
        ...{ method, credentials: 'same-origin', redirect: 'error' },
        headers: headersOf(method, parts, key),
        ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
        ...(signal && { signal }),
      });
    } catch (cause) {
      // Cancelling is the caller's own doing and must reach it as it is.
      if (signal?.aborted) throw cause;
      throw new ApiError('unreachable', 'The Ringwall server does not answer.', { status: 0, cause });
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.kind === 'signed-out') options.onSignedOut();
    throw problem;
  }

  // The server and this console are built from the same description, in the same commit.
  async function send(method: Method, path: string, parts: Parts = {}) {
    return (await persistently(method, path, parts)).json();
  }

  async function sendAll<Item>(path: string, parts: Parts = {}): Promise<readonly Item[]> {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: pageItems, ...parts.query, cursor };
      const page: ItemPage<Item> = await send('GET', path, { ...parts, query });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  }

  return {
    ...{ send, sendAll },
    get: (path, ...[asking]) => send('GET', path, asking),
    post: (path, ...[sending]) => send('POST', path, sending),
    delete: (path, ...[sending]) => send('DELETE', path, sending),
    all: (path, ...[asking]) => sendAll(path, asking),
    async file(path, ...[sending = {}]) {
      const response = await persistently('POST', path, sending);
      const [, name = 'download'] =
        /filename="([\w.-]{1,128})"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
      return { name, content: await response.blob() };
    },
  };
}

/** Nothing answered, or the request from before is still being done. */
function isWorthRepeating(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.kind === 'unreachable' || error.code === 'identity/idempotency-running')
  );
}

function headersOf(
  method: Method,
  { approval }: Parts,
  key: string | undefined,
): Readonly<Record<string, string>> {
  return {
    accept: 'application/json',
    ...(method !== 'GET' && consoleHeader),
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...(approval !== undefined && { 'x-ringwall-approval': approval }),
    ...(key !== undefined && { 'idempotency-key': `"${key}"` }),
  };
}

/** The path with what stands in braces filled in. */
function filled(path: string, given: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
}

/** Adds what is set of `query`, several values one by one; an empty string counts as not set. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== '') params.append(name, String(one));
    }
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}
