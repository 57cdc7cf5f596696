import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Clock, coreErrors, newEvent, type Route, systemClock } from '@ringwall/core';
import {
  Containments,
  containmentRoutes,
  createGateway,
  defaultLimits,
  type Gateway,
  overviewRoutes,
  recoverAborted,
  spendHistory,
  startDemoServer,
} from '@ringwall/gateway';
import { createGuard, shippedProfiles } from '@ringwall/guard';
import { createDenials, createIdentity, type Identity } from '@ringwall/identity';
import {
  createBodies,
  createKeyRotation,
  createLogKeyRotation,
  createProjection,
  type Files,
  type Ledger,
  openKeyring,
  openLedger,
} from '@ringwall/ledger';
import { createOutbox, openStore, type Store, storeErrors } from '@ringwall/store';
import { accountRoutes } from '../admin/account-routes.ts';
import { oidcRoutes } from '../admin/oidc-routes.ts';
import { roleRoutes } from '../admin/role-routes.ts';
import { sessionRoutes } from '../admin/session-routes.ts';
import { signInRoutes } from '../admin/sign-in-routes.ts';
import { createBackupJob } from '../backup/backup-job.ts';
import { type Config, demoRoutes } from '../config/load.ts';
import { appErrors } from '../errors.ts';
import { openApiRoute } from '../openapi/openapi-route.ts';
import { boundedFetch } from '../transport/bounded-fetch.ts';
import { openOutbound } from '../transport/outbound/outbound.ts';
import { version } from '../version.ts';
import { containmentAlarms, diskAlarms, gapAlarms, projectionAlarms } from './alarm-sources.ts';
import { Alarms } from './alarms.ts';
import { type DemoData, declareDemo } from './demo-data.ts';
import { forgettingAlarms, openForgetting } from './forgetting.ts';
import { openGapMarker } from './gap-recovery.ts';
import { describeSeal, type KeyProviders, openSeals } from './key-seals.ts';
import { listenHttp } from './listen.ts';
import { type Endpoint, openListeners } from './listeners.ts';
import { describeOverlap, endOverlaps } from './log-key-overlap.ts';
import { modules } from './modules.ts';
import { gatewayAt, isConsoleOrigin } from './own-addresses.ts';
import { projectors } from './projectors.ts';
import { recordedDecisions } from './recorded-decision.ts';
import { restoredState } from './restored-state.ts';
import { isByDefault, type Risk, risksOf } from './risks.ts';
import type { Services } from './services.ts';
import { statusRoutes } from './status-routes.ts';
import { tileAlarms } from './tile-alarms.ts';
import { openTls } from './tls/open-tls.ts';
import { recordTransportExceptions } from './transport-exceptions.ts';
import { witnessAlarms } from './witness-alarms.ts';
import { openWitnesses } from './witnesses.ts';

export interface RunningServer {
  readonly gatewayUrl: string;
  readonly consoleUrl: string;
  /** Where the log is shown to whoever asks; undefined where it is not. */
  readonly logUrl: string | undefined;
  readonly identity: Identity;
  /** Everything that is answered, listener by listener. */
  readonly endpoints: readonly Endpoint[];
  readonly demo: boolean;
  /** Intents that an earlier crash had left open. */
  readonly aborted: number;
  /** What seals the key files, in words; undefined where nothing does. */
  readonly keysSealedBy: string | undefined;
  /** What was configured, or left out, and weakens what is promised. */
  readonly risks: readonly Risk[];
  /** Ends in order: no new work, running exchanges recorded, ledger signed, store freed. */
  close(reason: string): Promise<void>;
}

export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface ServerOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** Opens the key providers that `keys` of the configuration names. */
  readonly keyProviders?: KeyProviders;
  /** The file layer under the ledger; tests put a failing one in its place. */
  readonly ledgerFiles?: Files;
  /** Size at which the ledger begins a new file of its log; tests make it small, so that there are many. */
  readonly ledgerSegmentBytes?: number;
  /** Why a data directory that was restored to an older state shall go on. */
  readonly restored?: string;
  /** What durations of exchanges are taken with; `performance.now` where absent. */
  readonly stopwatch?: Clock;
  /** The data directory is that of a demo, or becomes one. */
  readonly demo?: DemoData;
  /** How long running exchanges may go on after `close`. */
  readonly graceMs?: number;
}

const errorTables = [coreErrors, storeErrors, appErrors, ...modules.flatMap(({ errors = {} }) => [errors])];
const serverActor = { kind: 'server', id: 'ringwall' } as const;
const defaultGraceMs = 10_000;
/** After this a disk that hangs does not hold up the end any more. */
const lastRecordMs = 5_000;
const drainEveryMs = 5_000;

/** Opens everything in order and starts both listeners. What was opened is closed again when a later step fails. */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const undo = new AsyncDisposableStack();
  try {
    const server = await open(config, options, undo);
    const disposables = undo.move();
    let closing: Promise<void> | undefined;
    return {
      ...server,
      close(reason) {
        closing ??= server.beforeClose(reason).finally(() => disposables.disposeAsync());
        return closing;
      },
    };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

async function open(config: Config, options: ServerOptions, undo: AsyncDisposableStack) {
  const { log, clock = systemClock } = options;
  const migrations = modules.flatMap((module) => module.migrations ?? []);
  const store: Store = await openStore({ directory: config.dataDirectory, migrations });
  undo.defer(() => store.close());

  const seals = await openSeals(config.keys, options);
  const state = await restoredState(config.dataDirectory, options.restored);
  state.refuseWithoutKeys();
  const keyring = await openKeyring(join(config.dataDirectory, 'keys'), seals);
  const keysSealedBy = describeSeal(keyring.seal);
  if (keyring.resealed)
    log('info', 'The key files were written anew', { sealedBy: keysSealedBy ?? 'nothing' });
  if (seals.previous) log('info', 'keys.previous is no longer needed in the configuration');
  const ledgerDirectory = join(config.dataDirectory, 'ledger');
  const outbound = openOutbound(config.outbound, {
    onRefused: ({ host, message }) => log('warn', 'A connection was refused', { host, reason: message }),
  });
  undo.defer(() => outbound.close());
  const witnesses = await openWitnesses(config.ledger, {
    ...{ keyring, directory: ledgerDirectory, files: options.ledgerFiles, clock, log, outbound },
  });
  undo.defer(() => witnesses.close());
  const ledger: Ledger = await openLedger({
    directory: ledgerDirectory,
    keys: keyring,
    clock,
    mustExtend: witnesses.trees,
    restored: await state.restored(keyring),
    space: config.ledger,
    ...(options.ledgerFiles && { files: options.ledgerFiles }),
    ...(options.ledgerSegmentBytes && { segmentBytes: options.ledgerSegmentBytes }),
  });
  undo.defer(() => ledger.close());
  await state.done();
  const demoData = await declareDemo(ledger, { demo: options.demo, clock });
  const backups = createBackupJob({ store, ledger, clock, log, ledgerFiles: options.ledgerFiles });
  undo.defer(() => backups.close());
  const witnessing = await witnesses.follow(ledger);
  undo.defer(() => witnessing.close());
  const projection = await createProjection({ ledger, store, projectors });
  undo.defer(() => projection.close());

  const isRecorded = async (uid: string) => {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
    return projection.isRecorded(uid);
  };
  const outbox = createOutbox({ store, append: (event) => ledger.append(event), isRecorded });
  await outbox.drain();
  // A change whose event the disk refused waits in the outbox until the disk takes it.
  const drains = setInterval(
    () => outbox.drain().catch(() => log('warn', 'Events wait in the outbox')),
    drainEveryMs,
  );
  undo.defer(() => clearInterval(drains));
  const bodies = await createBodies({ store, keyring, clock });
  const { lookup: subjectLookup } = bodies.subjects;
  await recordTransportExceptions(config.outbound, { ledger, projection, clock });
  const issuers = outbound.agent([
    ...config.tokenIssuers.flatMap(({ issuer, jwksUri = issuer }) => [issuer, jwksUri]),
    ...(config.oidc ? [config.oidc.issuer] : []),
  ]);
  const recordedDecision = recordedDecisions({
    ...{ store, ledger, projection },
    projectOf: (route) => routes.find(({ name }) => name === route)?.project,
  });
  const identity = await createIdentity({
    recordedDecision,
    ...{ store, outbox, clock, subjectLookup, vault: keyring, signIn: config.signIn },
    // `ringwall.local/<id>` is the log's own name: no other installation has it.
    trustDomain: keyring.origin.split('/').reverse().join('.'),
    approvals: config.approvals,
    ...{ tokenIssuers: config.tokenIssuers, oidcProvider: config.oidc, fetch: boundedFetch(issuers) },
  });
  const forgetting = await openForgetting({
    ...{ store, ledger, projection, bodies, identity, clock, policy: config.retention },
  });
  undo.defer(() => forgetting.close());
  const keyRotation = createKeyRotation({
    ...{ keyring, bodies, outbox, clock, isRecorded, rewrapOthers: identity.rewrapSecrets },
  });
  undo.defer(() => keyRotation.close());
  const logKeyRotation = createLogKeyRotation({ keyring, ledger, clock, isRecorded });
  undo.defer(() => logKeyRotation.close());
  const detectors = modules.flatMap((module) => module.detectors ?? []);
  const guard = createGuard({
    detectors,
    profiles: shippedProfiles,
    // Detectors take fractions of a millisecond, which the wall clock cannot tell apart.
    clock: { now: () => performance.now() },
  });
  const services: Services = {
    store,
    ledger,
    projection,
    identity,
    guard,
    bodies,
    forgetting,
    keyRotation,
    logKeyRotation,
    witnessing,
    clock,
  };
  const aborted = await recoverAborted(services);
  // After a crash too nothing that was used is forgotten.
  await identity.limits.restore(spendHistory(services));

  const routes = config.demo ? demoRoutes(await demoUrl(undo)) : config.routes;
  await identity.projects.ensure(
    routes.map(({ project }) => project),
    serverActor,
  );
  const marker = await openGapMarker(services, {
    ...{ dataDirectory: config.dataDirectory, routes, isRecorded, files: options.ledgerFiles, log },
  });
  undo.defer(() => marker.close());
  const answersWithinMs = config.limits.recordDeadlineMs ?? defaultLimits.recordDeadlineMs;
  const alarms = new Alarms(log, [
    diskAlarms(ledger, { answersWithinMs }),
    tileAlarms(ledger),
    projectionAlarms(ledger, projection),
    witnessAlarms(witnessing, clock),
  ]);
  undo.defer(() => alarms.close());
  const tls = await openTls(config.tls, { ledger, identity, clock, log });
  undo.defer(() => tls.close());
  alarms.add(() => tls.alarms());
  // Known once it listens: pages of the console come after that.
  let consoleUrl = '';
  const gatewayProtocol = tls.protocol('gateway', config.gateway);
  const consoleProtocol = tls.protocol('console', config.console);
  const containments = await Containments.open({ store, outbox, clock, onChange: () => alarms.look() });
  undo.defer(() => containments.close());
  alarms.add(containmentAlarms(() => containments.list(), routes));
  const denials = createDenials({ ledger, clock });
  const gateway: Gateway = createGateway({
    ...{ ...services, containments, denials },
    createServer: gatewayProtocol.createServer,
    openPool: outbound.pool,
    isOwnOrigin: (origin) => isConsoleOrigin(origin, consoleUrl, consoleProtocol),
    routes,
    limits: config.limits,
    prices: config.prices,
    ...(options.stopwatch && { stopwatch: options.stopwatch }),
    log,
    gaps: { maxRecords: config.ledger.queuedRecords, marker, onChange: () => alarms.look() },
  });
  alarms.add(gapAlarms(() => gateway.gaps));
  alarms.add(forgettingAlarms(forgetting));
  const risks = risksOf({ config, routes, keysSealedBy });
  for (const risk of risks)
    log(isByDefault(risk) ? 'info' : 'warn', risk.title, { risk: risk.id, advice: risk.advice });
  const gatewayUrl = await listenHttp(gateway.server, config.gateway, gatewayProtocol);
  undo.defer(() => gateway.close(0));
  const gatewayFor = (host: string | undefined) =>
    gatewayAt(host, { url: gatewayUrl, host: config.gateway.host, protocol: gatewayProtocol });

  const startedAt = new Date(clock.now()).toISOString();
  const sessionReplies = { clock, secure: config.tls !== undefined && config.console.tls !== false };
  const adminRoutes: readonly Route[] = [
    openApiRoute(() => ({ routes: adminRoutes, errors: errorTables, version })),
    ...statusRoutes(services, {
      startedAt,
      demoData,
      urls: (host) => ({ gateway: gatewayFor(host), console: consoleUrl }),
      routes,
      answersWithinMs,
      gaps: () => gateway.gaps,
      alarms: () => alarms.list(),
      risks,
      keys: () => ({
        ...(keysSealedBy !== undefined && { sealedBy: keysSealedBy }),
        encryptionKeyVersion: keyring.encryptionKeyVersions.at(-1) ?? 0,
        ...(keyring.overlap && { replacedLedgerKey: describeOverlap(keyring.overlap) }),
      }),
    }),
    ...sessionRoutes(identity, sessionReplies),
    ...signInRoutes(identity, sessionReplies),
    ...accountRoutes(identity, sessionReplies),
    ...roleRoutes(identity),
    ...oidcRoutes(identity, sessionReplies),
    ...backups.routes,
    ...containmentRoutes(containments, { routes }),
    ...overviewRoutes(services, { routes, detectors }),
    ...modules.flatMap((module) => module.routes?.(services) ?? []),
  ];
  const listeners = await openListeners(
    { config, identity, ledger, denials, tls, routes: adminRoutes, gatewayAt: gatewayFor, log },
    undo,
  );
  consoleUrl = listeners.consoleUrl;

  await ledger.append(
    newEvent('server.started', {
      time: clock.now(),
      project: 'default',
      actor: { kind: 'server', id: 'ringwall' },
      data: {
        version,
        node: process.version,
        setAsideBytes: ledger.setAsideBytes,
        configDigest: config.digest,
      },
    }),
  );
  forgetting.retention.start();
  keyRotation.finish().then(
    (done) => done && log('info', 'A rotation that was cut off is complete', { ...done }),
    (error) => log('warn', 'A rotation that was cut off could not be completed', { reason: String(error) }),
  );
  const overlaps = endOverlaps(logKeyRotation, log);
  undo.defer(() => overlaps.close());
  const beforeClose = async (reason: string) => {
    await gateway.close(options.graceMs ?? defaultGraceMs);
    // A disk that hangs does not hold up the end: what was noticed of keys is worth less.
    const late = setTimeout(lastRecordMs, undefined, { ref: false });
    await Promise.race([
      identity.close().catch(() => log('warn', 'Uses of keys were not written down')),
      late,
    ]);
    await ledger.append(
      newEvent('server.stopped', {
        time: clock.now(),
        project: 'default',
        actor: { kind: 'server', id: 'ringwall' },
        data: { reason },
      }),
      { deadlineMs: lastRecordMs },
    );
  };
  return {
    gatewayUrl,
    consoleUrl,
    logUrl: listeners.logUrl,
    endpoints: [
      ...gateway.endpoints.map((endpoint) => ({ listener: 'gateway' as const, ...endpoint })),
      ...listeners.endpoints,
    ],
    identity,
    demo: config.demo,
    aborted,
    keysSealedBy,
    risks,
    beforeClose,
  };
}

async function demoUrl(undo: AsyncDisposableStack): Promise<string> {
  const demo = await startDemoServer();
  undo.defer(() => demo.close());
  return demo.url;
}
