import type { ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a whole JSON answer, unless the client has gone. */
export function answerWith(response: ServerResponse, request: string, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': 'application/json',
    'content-length': body.length,
    'x-request-id': request,
    'request-id': request,
  });
  response.end(body);
}

const passedOn =
  /^(retry-after(-ms)?|x-ratelimit-[a-z-]{1,64}|anthropic-ratelimit-[a-z-]{1,64}|openai-processing-ms)$/;

/** What of an upstream's headers a client may rely on; the rest stays here. */
export function passedOnHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (passedOn.test(name) && /^[\w .,:;=+-]{1,128}$/.test(value)) kept[name] = value;
  }
  return kept;
}
