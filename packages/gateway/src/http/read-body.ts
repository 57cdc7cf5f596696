import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';

/**
 * Collects a request body of at most `maxBytes`. Node's own request time-out bounds how long a slow client may take.
 * @throws GatewayError gateway/body-too-large, gateway/body-encoding, gateway/body-incomplete
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return Promise.reject(new GatewayError('gateway/body-encoding', 'The body is compressed.'));
  }
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) {
    return Promise.reject(
      new GatewayError('gateway/body-encoding', 'Content-Type must be application/json.'),
    );
  }
  const tooLarge = () => new GatewayError('gateway/body-too-large', `The body is over ${maxBytes} bytes.`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const onData = (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        request.off('data', onData).pause();
        reject(tooLarge());
      } else {
        chunks.push(chunk);
      }
    };
    request.on('data', onData);
    const incomplete = () => reject(new GatewayError('gateway/body-incomplete', 'The body broke off.'));
    request.on('end', () => {
      // A close comes after every request; an error made for nobody costs more than the rest of this.
      request.off('close', incomplete);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', incomplete);
    request.on('close', incomplete);
  });
}
