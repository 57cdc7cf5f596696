import type { HttpTransport } from '@ringwall/sealing';
import { boundedRequest, ExchangeFault } from './bounded-request.ts';
import { isSafeUrl, strictAgent } from './strict-agent.ts';

export interface KeyTransport {
  readonly send: HttpTransport;
  close(): Promise<void>;
}

/**
 * Where cloud machines hand out their own credentials: plain http by design, to addresses that never leave the
 * host. A provider asks them only where its configuration says so.
 */
const metadataHosts = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::254]',
  '[fd00:ec2::23]',
  'metadata.google.internal',
]);

/** What key providers speak to their services through: TLS 1.3 or newer, no redirects, bounded answers. */
export function keyTransport(): KeyTransport {
  const agent = strictAgent();
  return {
    send(request) {
      const url = URL.parse(request.url);
      if (url === null || !(isSafeUrl(url) || isMetadata(url))) {
        const fault = new ExchangeFault('unreachable', 'The address is neither https nor on this machine.');
        return Promise.reject(fault);
      }
      return boundedRequest(agent, { ...request, url });
    },
    close: () => agent.destroy(),
  };
}

function isMetadata({ protocol, hostname, port, username, password }: URL): boolean {
  return (
    protocol === 'http:' && metadataHosts.has(hostname) && port === '' && username === '' && password === ''
  );
}
