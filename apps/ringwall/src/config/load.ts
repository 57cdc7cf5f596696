import { dirname } from 'node:path';
import { CoreError, canonicalJson, sha256Hex } from '@ringwall/core';
import { type GatewayLimits, type GatewayRoute, type Provider, providerDefaults } from '@ringwall/gateway';
import { defaultProfile } from '@ringwall/guard';
import type { ApprovalPolicy, OidcProvider, SignInOptions, TokenIssuer } from '@ringwall/identity';
import type { RetentionPolicy } from '@ringwall/ledger';
import { AppError } from '../errors.ts';
import type { OutboundConfig } from '../transport/outbound/outbound.ts';
import { credential, providerCredential } from './credential.ts';
import { type ConfigFlags, dataDirectory, type Environment, readConfigFile } from './file.ts';
import { type KeysConfig, readKeys } from './keys.ts';
import { isLoopbackName } from './loopback.ts';
import { readOidcProvider } from './oidc.ts';
import { type ConfiguredUrl, readOutbound } from './outbound.ts';
import { retentionPolicy } from './retention.ts';
import { type ConfigFile, configSchema } from './schema.ts';
import { type ListenerConfig, readTls, type TlsConfig } from './tls.ts';
import { readTokenIssuers } from './tokens.ts';

export interface Config {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly keys: KeysConfig;
  readonly gateway: ListenerConfig;
  readonly console: ListenerConfig;
  /** What listeners show that speak TLS; undefined: none does. */
  readonly tls: TlsConfig | undefined;
  /** How the server connects to others. */
  readonly outbound: OutboundConfig;
  readonly routes: readonly GatewayRoute[];
  readonly limits: Partial<GatewayLimits>;
  /** Prices that come before the shipped ones. */
  readonly prices: ConfigFile['prices'];
  /** How long each class of data is kept. */
  readonly retention: RetentionPolicy;
  /** How people sign in to the console. */
  readonly signIn: SignInOptions;
  /** What takes two persons. */
  readonly approvals: ApprovalPolicy;
  /** Whose bearer tokens are believed. */
  readonly tokenIssuers: readonly TokenIssuer[];
  /** The identity provider that people may sign in with. */
  readonly oidc: OidcProvider | undefined;
  readonly ledger: ConfigFile['ledger'];
  /** No upstream is configured: the demo assistant answers. */
  readonly demo: boolean;
  /** SHA-256 of what was configured, without credentials. */
  readonly digest: string;
}

/** Reads flags, environment and file once. @throws CoreError core/config-invalid, AppError app/not-loopback */
export function loadConfig(flags: ConfigFlags, env: Environment, cwd: string): Config {
  const { path, file } = readConfigFile({ flags, env, cwd }, configSchema);
  const gateway = {
    ...file.gateway,
    port: flags.port ?? portFrom(env, 'RINGWALL_GATEWAY_PORT') ?? file.gateway.port,
  };
  const consolePort = flags.consolePort ?? portFrom(env, 'RINGWALL_CONSOLE_PORT') ?? file.console.port;
  const consoleAddress = { ...file.console, port: consolePort };
  refuseInTheClear(file, [gateway, consoleAddress, ...(file.ledger.publish ? [file.ledger.publish] : [])]);
  const providers = readProviders(file, env, dirname(path));
  const routes = readRoutes(file, providers, path);
  const data = dataDirectory(flags, env, cwd);
  return {
    dataDirectory: data,
    keys: readKeys(file.keys, {
      path,
      base: dirname(path),
      dataDirectory: data,
      providers: Object.keys(file.keyProviders),
    }),
    gateway,
    console: consoleAddress,
    tls: readTls(file.tls, dirname(path)),
    outbound: readOutbound(file.outbound, configuredUrls(file, providers), { env, base: dirname(path) }),
    routes,
    limits: Object.fromEntries(Object.entries(file.limits).filter(([, value]) => value !== undefined)),
    prices: file.prices,
    ledger: file.ledger,
    retention: retentionPolicy(file.retention),
    approvals: { actions: file.approvals.actions, validForMs: file.approvals.validFor },
    signIn: { requireSecondFactor: file.signIn.requireSecondFactor, idleMs: file.signIn.idle },
    tokenIssuers: readTokenIssuers(file.tokens, path),
    oidc: readOidcProvider(file.signIn.oidc, { env, base: dirname(path) }),
    demo: routes.length === 0,
    digest: sha256Hex(canonicalJson(file)),
  };
}

/** One route a protocol, answered by the demo assistant at `url`, keeping bodies so that there is something to see. */
export function demoRoutes(url: string): readonly GatewayRoute[] {
  const common = {
    project: 'default',
    models: ['ringwall-demo'],
    profile: defaultProfile,
    strict: true,
    keepBodies: true,
  } as const;
  const demo = { auth: 'none', demo: true } as const;
  return [
    {
      ...common,
      name: 'demo-openai',
      protocol: 'openai',
      provider: {
        ...demo,
        ...providerDefaults.openai,
        id: 'demo',
        protocol: 'openai',
        baseUrl: `${url}/v1`,
        auth: 'none',
      },
    },
    {
      ...common,
      name: 'demo-anthropic',
      protocol: 'anthropic',
      provider: {
        ...demo,
        ...providerDefaults.anthropic,
        id: 'demo',
        protocol: 'anthropic',
        baseUrl: url,
        auth: 'none',
      },
    },
  ];
}

/** @throws AppError app/not-loopback; CoreError core/config-invalid */
function refuseInTheClear(file: ConfigFile, listeners: readonly ListenerConfig[]): void {
  for (const { host, tls, clientCertificates } of listeners) {
    const inTheClear = file.tls === undefined || tls === false;
    if (inTheClear && !isLoopbackName(host))
      throw new AppError(
        'app/not-loopback',
        `${host} is not a loopback address, and no TLS is configured for it.`,
      );
    if (inTheClear && clientCertificates !== undefined)
      throw new CoreError('core/config-invalid', 'clientCertificates needs tls.');
  }
}

/** Every address that the server connects to because the configuration says so. */
function configuredUrls(
  file: ConfigFile,
  providers: ReadonlyMap<string, Provider>,
): readonly ConfiguredUrl[] {
  const { oidc } = file.signIn;
  return [
    ...[...providers].map(([id, { baseUrl }]) => ({
      ...{ place: `providers.${id}`, url: baseUrl, caFile: file.providers[id]?.caFile },
    })),
    ...file.ledger.witnesses.map(({ url }, i) => ({ place: `ledger.witnesses.${i}.url`, url })),
    ...file.tokens.flatMap(({ issuer, jwksUri }, i) =>
      [issuer, ...(jwksUri === undefined ? [] : [jwksUri])].map((url) => ({ place: `tokens.${i}`, url })),
    ),
    ...(oidc === undefined ? [] : [{ place: 'signIn.oidc.issuer', url: oidc.issuer }]),
  ];
}

function portFrom(env: Environment, variable: string): number | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new CoreError('core/config-invalid', `${variable} must be a port number.`);
}

function readProviders(file: ConfigFile, env: Environment, base: string): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>();
  for (const [id, given] of Object.entries(file.providers)) {
    const defaults = providerDefaults[given.protocol];
    const key = providerCredential(id, given, env, base);
    providers.set(id, {
      ...defaults,
      ...(given.baseUrl !== undefined && { baseUrl: given.baseUrl.replace(/\/+$/, '') }),
      id,
      protocol: given.protocol,
      ...(key ? { credential: key } : { auth: 'none' }),
    });
  }
  for (const protocol of ['openai', 'anthropic'] as const) {
    const variable = `${protocol.toUpperCase()}_API_KEY`;
    const key = env[variable];
    if (key === undefined || key === '' || providers.has(protocol)) continue;
    providers.set(protocol, {
      ...providerDefaults[protocol],
      id: protocol,
      protocol,
      credential: credential(variable, key),
    });
  }
  return providers;
}

/** The routes of the file, and one named after each provider that has none. */
function readRoutes(
  file: ConfigFile,
  providers: ReadonlyMap<string, Provider>,
  path: string,
): readonly GatewayRoute[] {
  const routes: GatewayRoute[] = [];
  for (const given of file.routes) {
    const provider = providers.get(given.provider);
    if (!provider)
      throw new CoreError(
        'core/config-invalid',
        `${path}: route ${given.name}: no provider ${given.provider}.`,
      );
    const { upstreamModel, provider: _, record, ...rest } = given;
    routes.push({
      ...rest,
      ...(upstreamModel !== undefined && { upstreamModel }),
      provider,
      protocol: provider.protocol,
      strict: record === 'strict',
    });
  }
  for (const provider of providers.values()) {
    if (routes.some((route) => route.provider.id === provider.id)) continue;
    routes.push({
      name: provider.id,
      protocol: provider.protocol,
      project: 'default',
      provider,
      models: ['*'],
      profile: defaultProfile,
      strict: true,
      keepBodies: false,
    });
  }
  const names = routes.map((route) => route.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  // A key whose scope names a route must not open another one.
  if (twice !== undefined)
    throw new CoreError('core/config-invalid', `${path}: two routes are named ${twice}.`);
  return routes;
}
