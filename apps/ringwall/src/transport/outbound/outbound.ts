import { Agent, Pool } from 'undici';
import { addressPolicy } from './address-policy.ts';
import { type OutboundRefused, outboundConnector, type Resolve } from './connector.ts';
import type { ProxyConfig } from './proxy-tunnel.ts';

/** How the server connects to others. */
export interface OutboundConfig {
  readonly proxy?: ProxyConfig | undefined;
  /** Names, addresses and networks that may be spoken to although they are private or special. */
  readonly allow: readonly string[];
  /** Hosts whose TLS may be 1.2, and why. */
  readonly exceptions: readonly {
    readonly host: string;
    readonly minVersion: 'TLSv1.2';
    readonly why: string;
  }[];
  /** Authorities (PEM) beside those of the system: for everybody, and for one origin. */
  readonly authorities: readonly string[];
  readonly authoritiesOf: ReadonlyMap<string, readonly string[]>;
}

/** Where all connections of the server to others come from. */
export interface Outbound {
  /** For requests to these URLs, and to whatever they lead to: what is on this machine only where it is one of them. */
  agent(configured: readonly string[]): Agent;
  /** For one upstream. */
  pool(origin: string): Pool;
  close(): Promise<void>;
}

/** An upstream's answer holds its connection for seconds, so concurrency needs many. */
const upstreamConnections = 256;
const agentConnections = 4;

export function openOutbound(
  config: OutboundConfig,
  options: {
    readonly resolve?: Resolve;
    readonly onRefused?: (refused: OutboundRefused) => void;
  } = {},
): Outbound {
  const policy = addressPolicy(config.allow);
  const weaker = new Set(config.exceptions.map(({ host }) => host));
  const opened: (Agent | Pool)[] = [];
  const connector = (configured: readonly string[]) => {
    const origins = new Set(configured.map((url) => new URL(url).origin));
    const own = [...origins].flatMap((origin) => config.authoritiesOf.get(origin) ?? []);
    return outboundConnector({
      ...{ policy, configured: origins, proxy: config.proxy, weaker, ...options },
      authorities: [...config.authorities, ...own],
    });
  };
  return {
    agent(configured) {
      const agent = new Agent({
        connections: agentConnections,
        pipelining: 1,
        connect: connector(configured),
      });
      opened.push(agent);
      return agent;
    },
    pool(origin) {
      const pool = new Pool(origin, {
        ...{ connections: upstreamConnections, pipelining: 1 },
        connect: connector([origin]),
      });
      opened.push(pool);
      return pool;
    },
    async close() {
      await Promise.all(opened.map((dispatcher) => dispatcher.destroy()));
    },
  };
}
