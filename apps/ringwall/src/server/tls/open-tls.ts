import { type Clock, newEvent } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Ledger } from '@ringwall/ledger';
import type { ListenerConfig, TlsConfig } from '../../config/tls.ts';
import type { Alarm } from '../alarms.ts';
import { inTheClear, type ListenerProtocol } from '../listener-protocol.ts';
import type { Log } from '../server.ts';
import { authorityCertificate } from './authority-certificate.ts';
import { certificateFiles } from './certificate-files.ts';
import { ListenerTls } from './listener-tls.ts';

/** How the listeners are spoken to, each as it is configured. */
export interface Tls {
  protocol(listener: string, config: ListenerConfig): ListenerProtocol;
  alarms(): readonly Alarm[];
  /** Takes a certificate that was replaced, now rather than within seconds. */
  look(): Promise<void>;
  close(): void;
}

export interface TlsParts {
  readonly ledger: Pick<Ledger, 'append'>;
  /** Its authority makes the certificate where it shall, and its clients are trusted. */
  readonly identity: Pick<Identity, 'authority'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws AppError app/certificate-unusable; CoreError core/certificate-invalid */
export async function openTls(config: TlsConfig | undefined, parts: TlsParts): Promise<Tls> {
  if (config === undefined) {
    return { protocol: () => inTheClear, alarms: () => [], look: async () => {}, close: () => {} };
  }
  const { ledger, identity, clock, log } = parts;
  const { from } = config;
  const source =
    from.kind === 'files' ? certificateFiles(from, clock) : authorityCertificate(identity, from.names, clock);
  const trusted = () => {
    const { current } = identity.authority;
    return current === undefined ? [] : [current.certificate];
  };
  const tls = await ListenerTls.open({
    ...{ config, source, trusted, clock, log },
    onShown: async (listener, { facts }) => {
      const data = {
        listener,
        fingerprint: facts.sha256,
        notAfter: new Date(facts.notAfterMs).toISOString(),
      };
      const actor = { kind: 'server', id: 'ringwall' } as const;
      await ledger.append(
        newEvent('certificate.loaded', { time: clock.now(), project: 'default', actor, data }),
      );
    },
  });
  return {
    protocol: (listener, of) => (of.tls === false ? inTheClear : tls.protocol(listener, of)),
    alarms: () => tls.alarms(),
    look: () => tls.look(),
    close: () => tls.close(),
  };
}
