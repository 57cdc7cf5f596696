import { ApiError, problemOf } from './problem.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** The admin API over HTTP. Every call rejects with an ApiError and with nothing else. */
export interface Client {
  get<Reply>(
    path: string,
    options?: { readonly query?: Query; readonly signal?: AbortSignal },
  ): Promise<Reply>;
  post<Reply>(path: string, body: unknown, consent?: Consent): Promise<Reply>;
  /** A file that the server makes, under the name it gives it. */
  file(path: string, body: unknown): Promise<{ readonly name: string; readonly content: Blob }>;
  delete(path: string, consent?: Consent): Promise<void>;
}

/** What a request carries that a second person had to agree to. */
export interface Consent {
  /** Id of the approval. */
  readonly approval?: string | undefined;
}

/** A foreign page cannot send this header without asking us first, so its presence says the console is calling. */
const consoleHeader = { 'x-ringwall-console': '1' };

/** @param options.onSignedOut is told whenever the server no longer knows the session. */
export function createClient(options: {
  readonly fetch: typeof globalThis.fetch;
  readonly onSignedOut: () => void;
}): Client {
  async function send(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await options.fetch(path, { ...init, credentials: 'same-origin', redirect: 'error' });
    } catch (cause) {
      // Cancelling is the caller's own doing and must reach it as it is.
      if (init.signal?.aborted) throw cause;
      throw new ApiError('unreachable', 'The Ringwall server does not answer.', { status: 0, cause });
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.kind === 'signed-out') options.onSignedOut();
    throw problem;
  }

  function post(path: string, body: unknown, consent?: Consent): Promise<Response> {
    return send(path, {
      method: 'POST',
      headers: {
        ...{ ...consoleHeader, accept: 'application/json', 'content-type': 'application/json' },
        ...approved(consent),
      },
      body: JSON.stringify(body),
    });
  }

  return {
    async get<Reply>(path: string, { query, signal }: { query?: Query; signal?: AbortSignal } = {}) {
      const accept = { accept: 'application/json' };
      const response = await send(
        withQuery(path, query),
        signal ? { headers: accept, signal } : { headers: accept },
      );
      // The server and this console are built from the same types, in the same commit.
      const reply: Reply = await response.json();
      return reply;
    },
    async post<Reply>(path: string, body: unknown, consent?: Consent) {
      const reply: Reply = await (await post(path, body, consent)).json();
      return reply;
    },
    async file(path, body) {
      const response = await post(path, body);
      const [, name = 'download'] =
        /filename="([\w.-]{1,128})"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
      return { name, content: await response.blob() };
    },
    async delete(path: string, consent?: Consent) {
      await send(path, { method: 'DELETE', headers: { ...consoleHeader, ...approved(consent) } });
    },
  };
}

function approved(consent: Consent | undefined): Readonly<Record<string, string>> {
  return consent?.approval === undefined ? {} : { 'x-ringwall-approval': consent.approval };
}

/** Adds what is set of `query`; an empty string counts as not set. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}
