import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { isLoopbackName } from '../../config/loopback.ts';
import type { AddressPolicy } from './address-policy.ts';
import { bypassesProxy, openTunnel, type ProxyConfig } from './proxy-tunnel.ts';

const connectTimeoutMs = 10_000;

/** Finds every address of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface ConnectorOptions {
  readonly policy: AddressPolicy;
  /** Origins that are configured as they are: those on this machine may be spoken to, in the clear too. */
  readonly configured: ReadonlySet<string>;
  readonly proxy?: ProxyConfig | undefined;
  /** Hosts whose TLS may be 1.2. */
  readonly weaker: ReadonlySet<string>;
  /** Authorities (PEM) that are trusted beside those of the system. */
  readonly authorities: readonly string[];
  readonly resolve?: Resolve;
  readonly onRefused?: (refused: OutboundRefused) => void;
}

/** An address that is not spoken to. */
export class OutboundRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  readonly host: string;

  constructor(host: string, why: string) {
    super(`${host} is not spoken to: ${why}.`);
    this.host = host;
  }
}

/**
 * Makes connections for undici: TLS 1.3 with certificates checked, to addresses that the policy allows. A name is
 * resolved once, by what then connects, so that no second answer of its server can lead elsewhere; where one of its
 * addresses is refused, all are.
 */
export function outboundConnector(options: ConnectorOptions): buildConnector.connector {
  const { policy, configured, proxy, weaker, resolve = resolveBySystem } = options;
  const extra = options.authorities;
  const common = { timeout: connectTimeoutMs };
  const tls = (minVersion: 'TLSv1.2' | 'TLSv1.3') => ({
    ...common,
    minVersion,
    // Made once: the authorities of the system are some hundred, and reading them takes milliseconds.
    ...(extra.length > 0 && {
      secureContext: createSecureContext({ minVersion, ca: [...getCACertificates('default'), ...extra] }),
    }),
  });
  const strictTls = tls('TLSv1.3');
  const weakTls = weaker.size === 0 ? strictTls : tls('TLSv1.2');

  const refuse = (host: string, why: string): OutboundRefused => {
    const refused = new OutboundRefused(host, why);
    options.onRefused?.(refused);
    return refused;
  };
  const judge = (host: string, addresses: readonly LookupAddress[], local: boolean): void => {
    if (policy.allowsHost(host)) return;
    const bad = addresses.find(({ address }) => !policy.allows(address, { local }));
    if (bad !== undefined) {
      const what = local ? 'no address of this machine' : 'a private or special address';
      throw refuse(host, isIP(host) === 0 ? `its name leads to ${bad.address}, ${what}` : `it is ${what}`);
    }
  };
  const checkedLookup =
    (local: boolean): LookupFunction =>
    (host, { all }, callback) => {
      resolve(host).then(
        (addresses) => {
          try {
            judge(host, addresses, local);
          } catch (error) {
            return callback(asError(error), '', 0);
          }
          const [first] = addresses;
          if (first === undefined) return callback(new Error(`${host} has no address.`), '', 0);
          return all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
        },
        (error: unknown) => callback(asError(error), '', 0),
      );
    };
  const connectors = {
    strict: buildConnector({ ...strictTls, lookup: checkedLookup(false) }),
    weak: buildConnector({ ...weakTls, lookup: checkedLookup(false) }),
    local: buildConnector({ ...strictTls, lookup: checkedLookup(true) }),
  };

  async function prepared(given: buildConnector.Options) {
    const host = given.hostname.replace(/^\[|\]$/g, '');
    const local = isLoopbackName(host);
    if (local && !configured.has(originOf(given)) && !policy.allowsHost(host) && !isAllowed(host))
      throw refuse(host, 'it is this machine, and no address that is configured');
    if (given.protocol !== 'https:' && !local) throw refuse(host, 'it is not https');
    if (isIP(host) !== 0) judge(host, [{ address: host, family: isIP(host) }], local);
    const connector = local ? connectors.local : weaker.has(host) ? connectors.weak : connectors.strict;
    const direct = local || proxy === undefined || bypassesProxy(host, proxy.noProxy);
    if (direct) return { connector, given: { ...given, hostname: host } };
    // Where only the proxy can resolve a name, it alone judges it.
    const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [];
    judge(host, addresses, false);
    const port = given.port === '' ? 443 : Number(given.port);
    return {
      connector,
      given: { ...given, hostname: host, httpSocket: await openTunnel(proxy, { host, port }) },
    };
  }

  const isAllowed = (host: string) => isIP(host) !== 0 && policy.allows(host, { local: false });
  return (given, callback) => {
    prepared(given).then(
      ({ connector, given: ready }) => void connector(ready, callback),
      (error: unknown) => callback(asError(error), null),
    );
  };
}

/** The origin of a connection, as `URL` writes it. */
function originOf({ protocol, hostname, port }: buildConnector.Options): string {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}:${port}`).origin;
}

function resolveBySystem(host: string): Promise<readonly LookupAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly LookupAddress[]>();
  systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  return promise;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
