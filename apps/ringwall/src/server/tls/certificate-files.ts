import { readFile, stat } from 'node:fs/promises';
import { type Clock, isKeyOf, readCertificates } from '@ringwall/core';
import { AppError } from '../../errors.ts';
import type { CertificateSource } from './certificate-source.ts';

const maxFileBytes = 1 << 20;

/**
 * A certificate and its key in two files (PEM), by their content: whether they were written in place, renamed over or
 * linked anew makes no difference. Two files that do not belong together, as while they are being replaced, are refused.
 */
export function certificateFiles(
  { certificateFile, keyFile }: { readonly certificateFile: string; readonly keyFile: string },
  clock: Clock,
): CertificateSource {
  return {
    async next(shown) {
      const [certificate, key] = await Promise.all([readText(certificateFile), readKey(keyFile)]);
      if (shown !== undefined && shown.certificate === certificate && shown.key === key) return undefined;
      const [facts] = readCertificates(certificate);
      if (facts === undefined || !isKeyOf(key, facts.pem))
        throw unusable(`The key in ${keyFile} is not that of the first certificate in ${certificateFile}.`);
      const now = clock.now();
      if (now >= facts.notAfterMs) throw unusable(`The certificate in ${certificateFile} has expired.`);
      if (now < facts.notBeforeMs) throw unusable(`The certificate in ${certificateFile} is not valid yet.`);
      return { certificate, key, facts };
    },
  };
}

/** @throws AppError app/certificate-unusable where it cannot be read, or is far larger than certificates are */
export async function readText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= maxFileBytes) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('app/certificate-unusable', `${path} cannot be read.`, { cause });
  }
  throw unusable(`${path} is over ${maxFileBytes} bytes.`);
}

async function readKey(path: string): Promise<string> {
  const text = await readText(path);
  // A group may read it: that is how certificates are commonly handed to services.
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o007) !== 0)
    throw unusable(`${path} may be read or changed by everybody on this machine.`);
  return text;
}

function unusable(detail: string): AppError {
  return new AppError('app/certificate-unusable', detail);
}
