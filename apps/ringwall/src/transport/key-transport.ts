import type { HttpTransport } from '@ringwall/sealing';
import { boundedRequest, ExchangeFault } from './bounded-request.ts';
import { isSafeUrl, strictAgent } from './strict-agent.ts';

export interface KeyTransport {
  readonly send: HttpTransport;
  close(): Promise<void>;
}

/** What key providers speak to their services through: TLS 1.3 or newer, no redirects, bounded answers. */
export function keyTransport(): KeyTransport {
  const agent = strictAgent();
  return {
    send(request) {
      const url = URL.parse(request.url);
      if (url === null || !isSafeUrl(url)) {
        const fault = new ExchangeFault('unreachable', 'The address is neither https nor on this machine.');
        return Promise.reject(fault);
      }
      return boundedRequest(agent, { ...request, url });
    },
    close: () => agent.destroy(),
  };
}
