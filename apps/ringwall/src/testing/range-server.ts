import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ServedFile {
  content: Uint8Array;
  etag?: string;
}

/** How a server may treat Range. */
export type RangeHabit =
  | 'serves'
  | 'ignores'
  | 'without-validator'
  | 'lies'
  | 'compresses'
  | 'redirects'
  | 'cuts'
  | 'endless';

export interface RangeServer extends AsyncDisposable {
  readonly url: string;
  /** By path; may be changed while it serves. */
  readonly files: Map<string, ServedFile>;
  habit: RangeHabit;
  /** `GET /x bytes=0-9` for each request so far. */
  readonly requests: string[];
  /** Called before a request is answered, with how many there have been. */
  onRequest?: (count: number) => void;
  /** Bytes of bodies sent so far. */
  sentBytes(): number;
}

/** A real HTTP server for files, with Range (RFC 9110, section 14), If-Range, and the ways in which others fail. */
export async function startRangeServer(files: Record<string, Uint8Array> = {}): Promise<RangeServer> {
  let sent = 0;
  const state: Pick<RangeServer, 'files' | 'habit' | 'requests' | 'onRequest'> = {
    files: new Map<string, ServedFile>(
      Object.entries(files).map(([path, content]) => [path, { content, etag: '"1"' }]),
    ),
    habit: 'serves',
    requests: [],
  };
  const server = createServer((request, response) => {
    response.on('error', () => {});
    state.requests.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
    state.onRequest?.(state.requests.length);
    sent += answer(request, response, state);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    sentBytes: () => sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { files, habit }: { readonly files: Map<string, ServedFile>; readonly habit: RangeHabit },
): number {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const file = files.get(path);
  if (habit === 'redirects') {
    response.writeHead(302, { location: 'https://elsewhere.example/signed?token=canary-location' }).end();
    return 0;
  }
  if (!file) {
    response.writeHead(404).end();
    return 0;
  }
  const { content, etag } = file;
  const validator = etag !== undefined && habit !== 'without-validator' ? { etag } : {};
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const other = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
  if (from === undefined || habit === 'ignores' || habit === 'endless' || other) {
    response.writeHead(200, validator);
    if (habit !== 'endless') response.end(content);
    else response.write(content);
    return content.length;
  }
  const start = Number(from);
  if (start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return 0;
  }
  const end = Math.min(to === '' ? content.length : Number(to) + 1, content.length);
  const body = content.subarray(start, end);
  const shift = habit === 'lies' ? 1 : 0;
  const headers = {
    ...validator,
    'content-range': `bytes ${start + shift}-${end - 1}/${content.length}`,
    'content-length': body.length,
    ...(habit === 'compresses' && { 'content-encoding': 'gzip' }),
  };
  response.writeHead(206, headers);
  if (habit === 'cuts') {
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
    return body.length / 2;
  }
  response.end(body);
  return body.length;
}
