import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Whether a listener asks clients for certificates, and whether it serves those without. */
export type ClientCertificates = 'none' | 'optional' | 'required';

/** Where a listener listens. */
export interface ListenerConfig {
  readonly host: string;
  readonly port: number;
  /** False: in the clear although `tls` is configured, on loopback only. */
  readonly tls?: false | undefined;
  /** In place of what `tls` says. */
  readonly clientCertificates?: ClientCertificates | undefined;
}

/** What the listeners show, and whom they trust. Paths are absolute. */
export interface TlsConfig {
  /** Where the certificate comes from: two files, or the embedded authority. */
  readonly from:
    | { readonly kind: 'files'; readonly certificateFile: string; readonly keyFile: string }
    | { readonly kind: 'authority'; readonly names: readonly string[] };
  /** Authorities whose client certificates are good, beside the embedded one. */
  readonly clientCaFile?: string;
  readonly clientCertificates: ClientCertificates;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text is an IP address, or a host name in lower case; neither has a wildcard. */
export function isHostName(text: string): boolean {
  if (isIP(text) !== 0) return true;
  return text.length <= 253 && text.split('.').every((part) => label.test(part)) && !/^[\d.]+$/.test(text);
}

const file = z.string().min(1).optional();
const clientCertificates = z.enum(['none', 'optional', 'required']);

/** Members of a listener: without TLS although `tls` is there, and its own word on client certificates. */
export const listenerTlsSchema = {
  tls: z.literal(false).optional(),
  clientCertificates: clientCertificates.optional(),
};

/** `tls`: the certificate of every listener that does not say `tls: false`. */
export const tlsSchema = z
  .strictObject({
    certificateFile: file,
    keyFile: file,
    authority: z.literal(true).optional(),
    names: z
      .array(z.string().refine(isHostName, 'must be a host name in lower case or an IP address'))
      .max(32)
      .optional(),
    clientCaFile: file,
    clientCertificates: clientCertificates.default('none'),
  })
  .superRefine((tls, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', message, input: '' });
    const files = tls.certificateFile !== undefined && tls.keyFile !== undefined;
    if (tls.authority === true) {
      if (tls.certificateFile !== undefined || tls.keyFile !== undefined)
        say('takes either authority, or certificateFile and keyFile');
      if (!tls.names?.length) say('with authority needs the names that clients reach the server by');
    } else if (!files) say('needs certificateFile and keyFile, or authority: true');
    else if (tls.names !== undefined) say('takes names with authority only: the certificate says its own');
  });

/** With absolute paths, starting from the folder of the configuration file. */
export function readTls(tls: z.infer<typeof tlsSchema> | undefined, base: string): TlsConfig | undefined {
  if (tls === undefined) return undefined;
  const { certificateFile, keyFile, names = [], clientCaFile, clientCertificates } = tls;
  return {
    from:
      certificateFile !== undefined && keyFile !== undefined
        ? {
            kind: 'files',
            certificateFile: resolve(base, certificateFile),
            keyFile: resolve(base, keyFile),
          }
        : { kind: 'authority', names },
    ...(clientCaFile !== undefined && { clientCaFile: resolve(base, clientCaFile) }),
    clientCertificates,
  };
}
