import { chmod, rm } from 'node:fs/promises';
import { actorOf, type Principal, type Route } from '@ringwall/core';
import { type Denials, defaultProject, type Identity, peerCertificate } from '@ringwall/identity';
import type { Ledger } from '@ringwall/ledger';
import type { Refused } from '../admin/admission.ts';
import { callerOf } from '../admin/caller.ts';
import { consoleFiles } from '../admin/console-files.ts';
import { createAdminListener } from '../admin/listener.ts';
import { stayOnTls } from '../admin/stay-on-tls.ts';
import type { Config } from '../config/load.ts';
import { bareHost, listen, urlOf } from './listen.ts';
import { publishLog } from './published-log.ts';
import type { Log } from './server.ts';
import { prepareSocketDirectory, socketPath } from './socket-path.ts';
import type { Tls } from './tls/open-tls.ts';

/** Whoever may open the socket in the data directory. */
const shellPrincipal: Principal = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };

const anonymous = { kind: 'anonymous', id: 'anonymous' } as const;

export interface ListenerParts {
  readonly config: Config;
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly denials: Denials;
  readonly tls: Tls;
  readonly routes: readonly Route[];
  /** Where a browser finds the gateway that has opened the console under this Host. */
  readonly gatewayAt: (host: string | undefined) => string;
  readonly log: Log;
}

/** One method and path that a listener answers. */
export interface Endpoint {
  readonly listener: 'gateway' | 'console' | 'socket' | 'log';
  readonly method: string;
  readonly path: string;
}

export interface Listeners {
  readonly endpoints: readonly Endpoint[];
  readonly consoleUrl: string;
  /** Undefined where the log is not shown. */
  readonly logUrl: string | undefined;
}

/**
 * Opens what people and the command line speak to: the socket in the data directory, the console, and the published
 * log where one is configured. What is opened is left to `undo` to close.
 * @throws AppError app/address-in-use, app/socket-exposed
 */
export async function openListeners(parts: ListenerParts, undo: AsyncDisposableStack): Promise<Listeners> {
  const { config, identity, denials } = parts;
  const closing = new AbortController();
  const common = {
    routes: parts.routes,
    authority: identity,
    approvals: identity.approvals,
    idempotency: identity.idempotency,
    onRefused: (principal: Principal, { resource, ...refused }: Refused) =>
      denials.record({
        actor: actorOf(principal),
        project: resource.project ?? defaultProject,
        resource: `${resource.kind}:${resource.id}`,
        ...refused,
      }),
    closing: closing.signal,
    log: (message: string, fields: Readonly<Record<string, unknown>>) => parts.log('error', message, fields),
  };
  const endpoints: Endpoint[] = [];
  const found = (listener: Endpoint['listener']) => (endpoint: Omit<Endpoint, 'listener'>) =>
    void endpoints.push({ listener, ...endpoint });
  const shell = createAdminListener({
    ...common,
    principalOf: () => shellPrincipal,
    onEndpoint: found('socket'),
  });
  const path = socketPath(config.dataDirectory);
  await prepareSocketDirectory(path);
  // The store's lock has made sure that no living server owns a socket left here.
  await rm(path, { force: true });
  await listen(() => shell.listen({ path }));
  await chmod(path, 0o600);
  undo.defer(() => shell.close());

  const protocol = parts.tls.protocol('console', config.console);
  const web = createAdminListener({
    ...common,
    onEndpoint: found('console'),
    // What Fastify makes itself listens on every address of a name.
    ...(protocol.scheme === 'https' && { createServer: protocol.createServer }),
    principalOf: callerOf({
      ...{ identity, protocol },
      onRefused: ({ reason, address }) =>
        denials.record({
          ...{ actor: anonymous, project: defaultProject, action: 'authenticate', resource: 'admin' },
          ...{ reason, address },
        }),
      certificateOf: ({ raw }) => peerCertificate(raw.socket),
    }),
    otherwise: consoleFiles(parts),
  });
  if (protocol.scheme === 'https') web.addHook('onSend', stayOnTls);
  const { host, port } = config.console;
  await listen(() => web.listen({ host: bareHost(host), port }));
  const consoleUrl = urlOf(web.server, config.console, protocol);
  undo.defer(() => web.close());
  const { publish } = config.ledger;
  const published =
    publish &&
    (await publishLog(parts.ledger, publish, {
      protocol: parts.tls.protocol('log', publish),
      log: common.log,
    }));
  undo.defer(() => published?.close());
  undo.defer(() => closing.abort());
  published?.endpoints.forEach(found('log'));
  return { consoleUrl, logUrl: published?.url, endpoints };
}
