import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import {
  type CertificateFacts,
  isIssuedBy,
  RingwallError,
  readCertificates,
  toProblem,
} from '@ringwall/core';
import { durationText } from '../../cli/progress.ts';
import { isLoopbackName } from '../../config/loopback.ts';
import { certificateFiles } from '../../server/tls/certificate-files.ts';
import { type Found, ok, skipped, warning, wrong } from '../finding.ts';
import type { Check, Patient } from '../patient.ts';

const soonMs = 21 * 86_400_000;
const any = new Set(['0.0.0.0', '::', '[::]', '*']);

/** What the listeners show, and the authorities they trust. */
export const certificatesCheck: Check = {
  id: 'certificates',
  async examine({ config, clock }) {
    if (config === undefined) return [skipped('The configuration does not say which')];
    const { tls } = config;
    if (tls === undefined) return [ok('None: the listeners speak plain HTTP, on this machine only')];
    const trusted =
      tls.clientCaFile === undefined ? [] : await authorityFindings(tls.clientCaFile, clock.now());
    if (tls.from.kind === 'authority')
      return [
        ok(`From the embedded authority, for ${tls.from.names.join(', ')}; renewed by itself`),
        ...trusted,
      ];
    try {
      const pair = await certificateFiles(tls.from, clock).next(undefined);
      if (pair === undefined) return trusted;
      const chain = readCertificates(pair.certificate);
      return [
        ...expiryFindings(chain, clock.now()),
        ...chainFindings(chain),
        ...nameFindings(chain[0], hostsOf(config)),
        ...trusted,
      ];
    } catch (error) {
      if (!(error instanceof RingwallError)) throw error;
      const why = 'The server does not start with it; one that runs goes on with the certificate it has.';
      return [wrong(error.message, { why, advice: toProblem(error).advice }), ...trusted];
    }
  },
};

/** Of the server's own certificate and each of its chain. */
export function expiryFindings(chain: readonly CertificateFacts[], nowMs: number): readonly Found[] {
  return chain.flatMap(({ notAfterMs, names }, i) => {
    const whose =
      i === 0
        ? `The certificate for ${names.map(({ value }) => value).join(', ')}`
        : `Certificate ${i + 1} of the chain`;
    const left = notAfterMs - nowMs;
    const until = new Date(notAfterMs).toISOString();
    const why = 'Clients hang up on a server whose certificate, or one that it rests on, has ended.';
    const advice = 'Renew it and put the files in place: the server takes them by itself.';
    if (left <= 0) return [wrong(`${whose} ended at ${until}`, { why, advice })];
    if (left < soonMs)
      return [warning(`${whose} ends in ${durationText(left)}, at ${until}`, { why, advice })];
    return i === 0 ? [ok(`${whose} is good until ${until}`)] : [];
  });
}

/** Of a chain in which not every certificate is followed by the one that issued it (RFC 8446, section 4.4.2). */
function chainFindings(chain: readonly CertificateFacts[]): readonly Found[] {
  return chain.flatMap(({ pem }, i) => {
    const next = chain[i + 1];
    if (next === undefined || isIssuedBy(pem, next.pem)) return [];
    return [
      wrong(`Certificate ${i + 2} of the chain has not issued the one before it`, {
        why: 'Clients cannot follow the chain to an authority that they trust, and hang up.',
        advice:
          'Put the certificates into the file in order: that of the server first, then each its issuer.',
      }),
    ];
  });
}

/** Whether a certificate is for the names that listeners listen on; addresses have no name to look for. */
export function nameFindings(own: CertificateFacts | undefined, hosts: readonly string[]): readonly Found[] {
  const names = (own?.names ?? [])
    .filter(({ kind }) => kind === 'dns' || kind === 'ip')
    .map(({ value }) => value);
  if (names.length === 0)
    return [
      wrong('The certificate is for no host name', {
        why: 'Clients look for the name they called in it, and nowhere else.',
        advice: 'Have one issued with the names of this server as subject alternative names.',
      }),
    ];
  const missing = hosts.filter(
    (host) =>
      !any.has(host) &&
      !isLoopbackName(host) &&
      isIP(host) === 0 &&
      !names.some((name) => covers(name, host)),
  );
  return [...new Set(missing)].map((host) =>
    warning(`The certificate is not for ${host}, where a listener listens`, {
      why: 'Clients that call it by this name hang up.',
      advice: `Have one issued that names ${host}, or call the server by one of: ${names.join(', ')}.`,
    }),
  );
}

function hostsOf({ gateway, console }: NonNullable<Patient['config']>): readonly string[] {
  return [gateway, console].filter(({ tls }) => tls !== false).map(({ host }) => host);
}

/** Whether a name of a certificate covers a host: `*` stands for one label (RFC 9525, section 6.3). */
export function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host.toLowerCase();
  return host.slice(host.indexOf('.')).toLowerCase() === name.slice(1).toLowerCase() && host.includes('.');
}

async function authorityFindings(path: string, nowMs: number): Promise<readonly Found[]> {
  const advice = 'Correct tls.clientCaFile, or put the certificates of the authorities into it (PEM).';
  const why = 'Clients that show certificates of it are refused.';
  try {
    const ended = readCertificates(await readFile(path, 'utf8')).filter(
      ({ notAfterMs }) => notAfterMs <= nowMs,
    );
    return ended.map(({ notAfterMs }) =>
      wrong(`An authority in ${path} ended at ${new Date(notAfterMs).toISOString()}`, { why, advice }),
    );
  } catch {
    return [wrong(`${path} cannot be read as certificates`, { why, advice })];
  }
}
