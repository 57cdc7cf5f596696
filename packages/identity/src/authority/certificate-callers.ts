import type { Clock, Principal, Scope } from '@ringwall/core';
import type { Authentication, PeerCertificate, Refusal } from '../authentication.ts';
import type { Holders } from '../principals/holders.ts';
import type { Services } from '../principals/services.ts';
import type { Authority } from './authority.ts';
import { certificateId } from './issued-certificate.ts';

/** A certificate confines nothing by itself: what its service or agent was granted decides. */
export const certificateScope: Scope = {
  ...{ routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'] },
  administration: true,
};
/** Certificates whose caller is remembered; beyond that all are looked up again. */
const maxRemembered = 10_000;

/** What identity makes of client certificates that a handshake has verified. */
export interface CertificateCallers {
  /** Who shows this and nothing else. */
  authenticate(certificate: PeerCertificate): Authentication;
  /** It without its SPIFFE identity, where its authority has no business to say that. */
  believed(certificate: PeerCertificate): PeerCertificate;
  /** Why nobody is served who shows it, whatever else they show; undefined where it is good. */
  refusal(certificate: PeerCertificate): Refusal | undefined;
  /** The same caller, with the certificate that came along: when that is revoked, it is not live any more. */
  shownWith(principal: Principal, certificate: PeerCertificate): Principal;
  /** The caller as it is without the certificate that came along: what its credential was known as. */
  alone(principal: Principal): Principal;
  /** Whether the certificate that a principal is known by, or came with, is still good, and so is who it speaks for. */
  isLive(principal: Principal): boolean;
}

export function createCertificateCallers(parts: {
  readonly authority: Pick<Authority, 'current' | 'isRevoked'>;
  readonly holders: Holders;
  readonly services: Pick<Services, 'withSpiffeId'>;
  readonly clock: Clock;
}): CertificateCallers {
  const { authority, holders, services, clock } = parts;
  // The same object each time: decisions about it are kept by it.
  const remembered = new Map<string, Principal>();
  const shown = new WeakMap<Principal, Map<string, Principal>>();
  const alone = new WeakMap<Principal, Principal>();

  function refusal(certificate: PeerCertificate): Refusal | undefined {
    if (authority.isRevoked(certificateId(certificate))) return 'revoked';
    return clock.now() >= certificate.notAfterMs ? 'expired' : undefined;
  }

  function isOurs(spiffeId: string): boolean {
    const { current } = authority;
    return current !== undefined && spiffeId.startsWith(`spiffe://${current.trustDomain}/`);
  }

  function believed(certificate: PeerCertificate): PeerCertificate {
    const { spiffeId, ...rest } = certificate;
    if (spiffeId === undefined) return certificate;
    const isIssuedHere = rest.issuer !== undefined && rest.issuer === authority.current?.fingerprint;
    // Nobody else speaks for our trust domain, however much else they are trusted.
    return isOurs(spiffeId) === isIssuedHere ? certificate : rest;
  }

  /** The service or agent that a SPIFFE identity names. */
  function holderOf(certificate: PeerCertificate): string | undefined {
    const { spiffeId } = believed(certificate);
    if (spiffeId === undefined) return undefined;
    const { current } = authority;
    const own = isOurs(spiffeId) ? spiffeId.slice(`spiffe://${current?.trustDomain}/service/`.length) : '';
    if (
      current !== undefined &&
      isOurs(spiffeId) &&
      spiffeId === serviceSpiffeId(current.trustDomain, own) &&
      holders.projectOf(own) !== undefined
    )
      return own;
    return services.withSpiffeId(spiffeId)?.id;
  }

  return {
    believed,
    refusal,
    authenticate(certificate) {
      const id = certificateId(certificate);
      const bad = refusal(certificate);
      if (bad !== undefined) return { ok: false, reason: bad, credential: id };
      const holder = holderOf(certificate);
      const who = holder === undefined ? undefined : holders.find(holder);
      if (who === undefined) return { ok: false, reason: 'unknown', credential: id };
      if (!holders.isActive(who.id)) return { ok: false, reason: 'disabled', credential: id };
      const known = remembered.get(id);
      if (known?.who.id === who.id) return { ok: true, principal: known };
      const scope = certificateScope;
      const principal = { kind: 'certificate', id, who, scope, untilMs: certificate.notAfterMs } as const;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(id, principal);
      return { ok: true, principal };
    },
    shownWith(principal, certificate) {
      if (principal.kind === 'certificate') return principal;
      const id = certificateId(certificate);
      const known = shown.get(principal)?.get(id);
      if (known !== undefined) return known;
      const untilMs = Math.min(principal.untilMs ?? Number.POSITIVE_INFINITY, certificate.notAfterMs);
      const together = { ...principal, certificate: id, untilMs };
      const of = shown.get(principal) ?? new Map<string, Principal>();
      if (of.size >= maxRemembered) of.clear();
      shown.set(principal, of.set(id, together));
      alone.set(together, principal);
      return together;
    },
    alone: (principal) => alone.get(principal) ?? principal,
    isLive({ kind, id, who, certificate, untilMs }) {
      const by = kind === 'certificate' ? id : certificate;
      if (by === undefined) return true;
      if (authority.isRevoked(by)) return false;
      if (clock.now() >= (untilMs ?? 0)) return false;
      return kind !== 'certificate' || holders.isActive(who.id);
    },
  };
}

/** The SPIFFE identity of a service or agent of this installation. */
export function serviceSpiffeId(trustDomain: string, id: string): string {
  return `spiffe://${trustDomain}/service/${id}`;
}
