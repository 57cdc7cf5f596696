import { type Clock, readCertificates } from '@ringwall/core';
import { type Identity, newCertificateRequest } from '@ringwall/identity';
import type { CertificateSource } from './certificate-source.ts';

const actor = { kind: 'server', id: 'ringwall' } as const;
/** Every authority permits them. Without them nobody on the machine itself could call the server by TLS. */
const thisMachine = ['localhost', '127.0.0.1', '::1'];

/**
 * The server's own certificate from the embedded authority, which is made where there is none: for `names` and
 * this machine's own. It is issued anew at each start, with a key that never leaves memory, and again when a third of its
 * time is left.
 */
export function authorityCertificate(
  { authority }: Pick<Identity, 'authority'>,
  names: readonly string[],
  clock: Clock,
): CertificateSource {
  return {
    async next(shown) {
      if (shown !== undefined) {
        const { notBeforeMs, notAfterMs } = shown.facts;
        if (notAfterMs - clock.now() > (notAfterMs - notBeforeMs) / 3) return undefined;
      }
      const permit = names.filter((name) => name !== 'localhost');
      if (authority.current === undefined) await authority.create({ permit: [...permit] }, actor);
      const { request, key } = await newCertificateRequest();
      const issued = await authority.issue(
        { request, purpose: 'server', names: [...new Set([...names, ...thisMachine])] },
        actor,
      );
      const [facts] = readCertificates(issued.pem);
      if (facts === undefined) throw new Error('What was just issued can be read.');
      return { certificate: issued.pem, key: key.reveal(), facts };
    },
  };
}
