import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpAnswer, HttpRequest } from '../http-transport.ts';

/** The promise of `HttpTransport` over node:http, for servers on loopback. */
export async function loopbackTransport(request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers, body, timeoutMs, maxBytes, signal } = request;
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = httpRequest(
    url,
    {
      method,
      headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
      signal: AbortSignal.any(signals),
      agent: false,
    },
    resolve,
  );
  outgoing.on('error', reject);
  outgoing.end(body && Buffer.from(body));
  const incoming = await promise;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError('The answer is too long.');
    chunks.push(chunk);
  }
  const joined = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(joined),
    body: Uint8Array.from(Buffer.concat(chunks)),
  };
}
