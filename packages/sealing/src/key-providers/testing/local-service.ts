import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ServiceReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
}

/** What the next request meets instead of an answer, or how its answer is bent on the way. */
export type Misbehaviour =
  | { readonly kind: 'reply'; readonly reply: ServiceReply }
  | { readonly kind: 'bend'; readonly bend: (body: Record<string, unknown>) => unknown }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' };

export interface LocalService {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly ServiceRequest[];
  /** Taken from the front, one for each request. */
  readonly misbehaviours: Misbehaviour[];
  close(): Promise<void>;
}

/** A service on loopback; requests for which `answer` throws are answered with 500. */
export async function startLocalService(
  answer: (request: ServiceRequest) => ServiceReply | Promise<ServiceReply>,
): Promise<LocalService> {
  const requests: ServiceRequest[] = [];
  const misbehaviours: Misbehaviour[] = [];
  let url = '';

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming, url);
    requests.push(request);
    const misbehaviour = misbehaviours.shift();
    if (misbehaviour?.kind === 'silence') return;
    if (misbehaviour?.kind === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    const reply = misbehaviour?.kind === 'reply' ? misbehaviour.reply : await answer(request);
    send(outgoing, misbehaviour?.kind === 'bend' ? bent(reply, misbehaviour.bend) : reply);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => send(outgoing, { status: 500, body: String(error) }));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    requests,
    misbehaviours,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage, base: string): Promise<ServiceRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '', base),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function bent(reply: ServiceReply, bend: (body: Record<string, unknown>) => unknown): ServiceReply {
  const { body } = reply;
  if (typeof body !== 'object' || body === null) return reply;
  return { ...reply, body: bend({ ...body }) };
}

function send(outgoing: ServerResponse, { status, headers, body }: ServiceReply): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
