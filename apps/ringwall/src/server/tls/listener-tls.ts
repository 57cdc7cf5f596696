import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { type AlternativeName, type Clock, readCertificates } from '@ringwall/core';
import type { ClientCertificates, ListenerConfig, TlsConfig } from '../../config/tls.ts';
import type { Alarm } from '../alarms.ts';
import type { ListenerProtocol } from '../listener-protocol.ts';
import type { Log } from '../server.ts';
import { readText } from './certificate-files.ts';
import type { CertificateSource, ServerKeyPair } from './certificate-source.ts';
import { isOwnName, publicName } from './own-names.ts';

interface Shown {
  readonly pair: ServerKeyPair;
  readonly authorities: readonly string[];
}

export interface ListenerTlsOptions {
  readonly config: TlsConfig;
  readonly source: CertificateSource;
  /** Certificates (PEM) of the embedded authority, which client certificates are trusted by too. */
  readonly trusted: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told before a listener shows a certificate for the first time. */
  readonly onShown: (listener: string, pair: ServerKeyPair) => Promise<void>;
}

const handshakeTimeoutMs = 10_000;
const lookEveryMs = 5_000;
const dayMs = 86_400_000;
/** A certificate that ends sooner should have been replaced; half of what is left of one that lives shorter. */
const soonMs = 7 * dayMs;
/** OpenSSL's SSL_OP_NO_TICKET. Without resumption every connection shows its certificate, to the authorities of now. */
const noTickets = 0x4000;

/**
 * What the listeners show and whom they trust, followed while they run: a certificate that is replaced is shown by the
 * next handshake, and what cannot be used leaves the one before in its place, with an alarm.
 */
export class ListenerTls {
  readonly #options: ListenerTlsOptions;
  readonly #servers = new Map<
    HttpsServer,
    { readonly listener: string; readonly clients: ClientCertificates; readonly shown: ShownByClients }
  >();
  #shown: Shown;
  #failure: string | undefined;
  #looking: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  /** @throws AppError app/certificate-unusable; CoreError core/certificate-invalid */
  static async open(options: ListenerTlsOptions): Promise<ListenerTls> {
    const pair = await options.source.next(undefined);
    if (pair === undefined) throw new Error('A source that has shown nothing gives something.');
    return new ListenerTls(options, { pair, authorities: await authorities(options) });
  }

  private constructor(options: ListenerTlsOptions, shown: Shown) {
    this.#options = options;
    this.#shown = shown;
    this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
  }

  get names(): readonly AlternativeName[] {
    return this.#shown.pair.facts.names;
  }

  /** What one listener is made with. */
  protocol(listener: string, config: ListenerConfig): ListenerProtocol {
    const clients = config.clientCertificates ?? this.#options.config.clientCertificates;
    return {
      scheme: 'https',
      createServer: (options, handler) => this.#createServer({ listener, clients }, options, handler),
      isOwnName: (host) => isOwnName(host, this.names),
      publicName: (host) => publicName(host, this.names),
    };
  }

  /** Takes what is new, now. It also looks by itself every five seconds. Never rejects. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  /** What is wrong with the certificate, in a form for `Alarms`. */
  alarms(): readonly Alarm[] {
    const alarms: Alarm[] = [];
    if (this.#failure !== undefined) {
      alarms.push({
        id: 'certificate-not-loaded',
        title: 'The new certificate of the server cannot be used',
        detail: `${this.#failure} The one before is still shown.`,
        advice: 'Replace the files that tls names; they are read again every five seconds.',
      });
    }
    const { notBeforeMs, notAfterMs } = this.#shown.pair.facts;
    const leftMs = notAfterMs - this.#options.clock.now();
    if (leftMs < Math.min(soonMs, (notAfterMs - notBeforeMs) / 4)) {
      alarms.push({
        id: 'certificate-ends',
        title:
          leftMs > 0 ? 'The certificate of the server ends soon' : 'The certificate of the server has ended',
        detail: `It ends at ${new Date(notAfterMs).toISOString()}.`,
        advice: 'Replace the files that tls names; they are read again every five seconds.',
      });
    }
    return alarms;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #createServer(
    of: { readonly listener: string; readonly clients: ClientCertificates },
    options: ServerOptions,
    handler: RequestListener,
  ): Server {
    const shown: ShownByClients = new Map();
    const server = createServer(
      {
        ...options,
        ...contextOf(this.#shown, of.clients),
        handshakeTimeout: handshakeTimeoutMs,
        requestCert: of.clients !== 'none',
        rejectUnauthorized: of.clients === 'required',
      },
      handler,
    );
    if (of.clients !== 'none') {
      // Before the HTTP server listens to it: one that shows a bad certificate is not served as if it had shown none.
      server.prependListener('secureConnection', (socket: TLSSocket) => {
        const certificate = socket.getPeerX509Certificate();
        if (certificate === undefined) return;
        if (!socket.authorized) return void socket.destroy();
        shown.set(socket, chainOf(certificate));
        socket.once('close', () => shown.delete(socket));
      });
    }
    this.#servers.set(server, { ...of, shown });
    server.once('close', () => this.#servers.delete(server));
    const { log } = this.#options;
    this.#options
      .onShown(of.listener, this.#shown.pair)
      .catch((error) =>
        log('warn', 'A certificate is shown that is not on record', { error: String(error) }),
      );
    return server;
  }

  /** On clients that none of these authorities vouches for: a connection may last for longer than trust does. */
  #hangUp(authorities: readonly string[]): void {
    const trusted = authorities.flatMap((pem) => readCertificates(pem)).map(({ sha256 }) => sha256);
    for (const { shown } of this.#servers.values()) {
      for (const [socket, chain] of shown) {
        const digests = [...chain].map((print) => print.replaceAll(':', '').toLowerCase());
        if (!digests.some((digest) => trusted.includes(digest))) socket.destroy();
      }
    }
  }

  async #look(): Promise<void> {
    const { source, log, onShown } = this.#options;
    const { pair, authorities: before } = this.#shown;
    const failures: string[] = [];
    const attempt = async <Value>(take: () => Promise<Value>, otherwise: Value): Promise<Value> => {
      try {
        return await take();
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        return otherwise;
      }
    };
    // Each by itself: a certificate that cannot be used must not keep alive an authority that was taken away.
    // Whatever OpenSSL refuses (a key that is too short) is refused before anything is changed.
    const next = await attempt(async () => {
      const found = await source.next(pair);
      if (found) createSecureContext(contextOf({ pair: found, authorities: [] }, 'none'));
      return found;
    }, undefined);
    const trusted = await attempt(async () => {
      const found = await authorities(this.#options);
      createSecureContext(contextOf({ pair, authorities: found }, 'required'));
      return found;
    }, before);
    if (next !== undefined || trusted.join() !== before.join())
      await attempt(async () => {
        this.#show({ pair: next ?? pair, authorities: trusted });
        if (next === undefined) return;
        log('info', 'A new certificate is shown', { sha256: next.facts.sha256 });
        for (const { listener } of this.#servers.values()) await onShown(listener, next);
      }, undefined);
    [this.#failure] = failures;
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    for (const [server, { clients }] of this.#servers) server.setSecureContext(contextOf(shown, clients));
    this.#hangUp(shown.authorities);
  }
}

/** Connections of clients that showed a certificate, each with the fingerprints of its chain. */
type ShownByClients = Map<TLSSocket, ReadonlySet<string>>;

type Link = ReturnType<TLSSocket['getPeerX509Certificate']>;
const maxChain = 16;

function chainOf(certificate: Link): ReadonlySet<string> {
  const chain = new Set<string>();
  for (let link: Link = certificate; link && chain.size < maxChain; ) {
    if (chain.has(link.fingerprint256)) break;
    chain.add(link.fingerprint256);
    link = link.issuerCertificate;
  }
  return chain;
}

function contextOf({ pair, authorities }: Shown, clients: ClientCertificates) {
  return {
    cert: pair.certificate,
    key: pair.key,
    minVersion: 'TLSv1.3',
    // An empty list trusts nobody; none at all would trust the public authorities.
    ...(clients !== 'none' && { secureOptions: noTickets, ca: [...authorities] }),
  } as const;
}

/** Whom client certificates are trusted by (PEM). @throws CoreError core/certificate-invalid */
async function authorities({ config, trusted }: ListenerTlsOptions): Promise<readonly string[]> {
  const { clientCaFile } = config;
  const given = clientCaFile === undefined ? [] : readCertificates(await readText(clientCaFile));
  return [...given.map(({ pem }) => pem), ...trusted()];
}
