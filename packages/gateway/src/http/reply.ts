import type { ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long a client that is still sending is listened to, so that it comes to read its answer. */
const lingerMs = 2_000;

/** Sends a whole JSON answer, unless the client has gone; lets go of one that leaves it unread for `stallMs`. */
export function answerWith(response: ServerResponse, request: string, answer: Answer, stallMs: number): void {
  if (response.headersSent || response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body;
  // What is left of a body that was not read would be taken for the next request.
  const unread = hasUnreadBody(response);
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(unread && { connection: 'close' }),
    'content-type': 'application/json',
    'content-length': body.length,
    'x-request-id': request,
    'request-id': request,
  });
  if (unread) {
    response.write(body);
    linger(response, stallMs);
  } else {
    endPatiently(response, stallMs, body);
  }
}

/** Ends an answer. A client may take its time as long as it takes some of it every `stallMs`. */
export function endPatiently(response: ServerResponse, stallMs: number, last?: Uint8Array): void {
  // Node takes this back when the answer has been sent, and counts what has left as a sign of life.
  response.socket?.setTimeout(stallMs);
  response.end(last);
}

function hasUnreadBody({ req }: ServerResponse): boolean {
  const length = req.headers['content-length'];
  return !req.complete && ('transfer-encoding' in req.headers || (length !== undefined && length !== '0'));
}

/** To close while the client is sending would take back the answer that it has not read yet. */
function linger(response: ServerResponse, stallMs: number): void {
  const { req } = response;
  const end = () => {
    clearTimeout(timer);
    if (!response.writableEnded) endPatiently(response, stallMs);
  };
  const timer = setTimeout(end, lingerMs);
  req.once('close', end);
  req.once('end', end);
  req.resume();
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
