import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedUpstream extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** What the next requests are answered with. */
  script(answer: (request: SeenRequest, response: ServerResponse) => void): void;
}

/** A real HTTP server that answers what a test tells it to. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const seen: SeenRequest[] = [];
  let answer = (_request: SeenRequest, response: ServerResponse): void => void response.writeHead(501).end();
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const got = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(got);
      answer(got, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    script(next) {
      answer = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function jsonAnswer(body: unknown, status = 200, headers: Record<string, string> = {}) {
  return (_request: SeenRequest, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A chat completion that says `content`. */
export function completion(content: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
  };
}

/** Configuration that routes everything to `url` under both protocols. */
export function scriptedConfig(url: string, more = ''): string {
  return `
providers:
  scripted: { protocol: openai, baseUrl: ${url}/v1, apiKeyEnv: UPSTREAM_KEY }
  scripted-anthropic: { protocol: anthropic, baseUrl: ${url}, apiKeyEnv: UPSTREAM_KEY }
${more}`;
}
