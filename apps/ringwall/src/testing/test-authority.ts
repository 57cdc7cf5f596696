import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the openssl command is here, which tests of TLS make their certificates with. */
export const hasOpenssl = spawnSync('/usr/bin/env', ['openssl', 'version']).status === 0;

export interface TestPair {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority of somebody else, in a folder of its own. */
export interface TestAuthority {
  readonly caFile: string;
  readonly ca: string;
  /** `names` in OpenSSL's spelling: `DNS:localhost,IP:127.0.0.1,URI:spiffe://…`. */
  issue(names: string, options?: { readonly days?: number; readonly usage?: string }): TestPair;
  remove(): void;
}

export function testAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-ca-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => {
    const done = spawnSync('/usr/bin/env', ['openssl', ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '30',
    '-subj',
    '/CN=ca',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  let issued = 0;
  return {
    caFile: at('ca.pem'),
    ca: readFileSync(at('ca.pem'), 'utf8'),
    issue(names, { days = 2, usage = 'serverAuth,clientAuth' } = {}) {
      const [keyFile, csr, certificateFile] = ['key', 'csr', 'pem'].map((end) => at(`${issued}.${end}`));
      writeFileSync(
        at('extensions'),
        `subjectAltName=${names}\nextendedKeyUsage=${usage}\nbasicConstraints=CA:FALSE\n`,
      );
      openssl('req', ...newKey, '-subj', '/CN=leaf', '-keyout', keyFile ?? '', '-out', csr ?? '');
      openssl(
        ...[
          'x509',
          '-req',
          '-in',
          csr ?? '',
          '-CA',
          at('ca.pem'),
          '-CAkey',
          at('ca.key'),
          '-days',
          String(days),
        ],
        ...['-set_serial', `0x${(0xabc0 + issued++).toString(16)}`, '-extfile', at('extensions')],
        ...['-out', certificateFile ?? ''],
      );
      const [cert, key] = [certificateFile ?? '', keyFile ?? ''].map((path) => readFileSync(path, 'utf8'));
      return {
        certificateFile: certificateFile ?? '',
        keyFile: keyFile ?? '',
        cert: cert ?? '',
        key: key ?? '',
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
