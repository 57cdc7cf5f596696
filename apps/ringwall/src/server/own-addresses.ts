import type { ListenerProtocol } from './listener-protocol.ts';

/** Addresses of a listener that answers on all there are. */
const everyAddress = new Set(['0.0.0.0', '::', '[::]']);
/** What a name or an address with its brackets is made of, and nothing that means something in a header. */
const plainHost = /^[\w.:[\]-]{1,255}$/;

/** Whether an origin is the console's: its scheme and port, and this machine or a name of the certificate. */
export function isConsoleOrigin(
  origin: string,
  consoleUrl: string,
  { scheme, isOwnName }: Pick<ListenerProtocol, 'scheme' | 'isOwnName'>,
): boolean {
  // `null` is what pages of nowhere say, and neither is it a URL.
  if (!URL.canParse(origin) || !URL.canParse(consoleUrl)) return false;
  const asked = new URL(origin);
  return (
    asked.origin === origin &&
    asked.protocol === `${scheme}:` &&
    asked.port === new URL(consoleUrl).port &&
    isOwnName(asked.hostname)
  );
}

/**
 * Where a browser that has opened the console at `host` (as its Host header says) finds the gateway: where it is told
 * to people, or, of one that answers on every address, under the name that has led to the console.
 */
export function gatewayAt(
  host: string | undefined,
  gateway: {
    readonly url: string;
    /** What it listens on. */
    readonly host: string;
    readonly protocol: Pick<ListenerProtocol, 'isOwnName'>;
  },
): string {
  const name = host?.replace(/:\d{1,5}$/, '') ?? '';
  if (!everyAddress.has(gateway.host) || !plainHost.test(name) || !gateway.protocol.isOwnName(name))
    return gateway.url;
  const { protocol, port } = new URL(gateway.url);
  return `${protocol}//${name}${port === '' ? '' : `:${port}`}`;
}
