import type { WitnessTransport } from '@ringwall/ledger';
import type { Dispatcher } from 'undici';
import { boundedRequest, ExchangeFault } from './bounded-request.ts';
import { isSafeUrl, strictAgent } from './strict-agent.ts';

/** What witnesses are reached through: TLS 1.3 or newer (or this machine), no redirects, bounded answers. */
export function witnessTransport(agent: Dispatcher = strictAgent()): {
  readonly send: WitnessTransport;
  close(): Promise<void>;
} {
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
