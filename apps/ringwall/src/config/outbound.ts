import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { CoreError, readCertificates } from '@ringwall/core';
import { z } from 'zod';
import { addressPolicy, isHost } from '../transport/outbound/address-policy.ts';
import type { OutboundConfig } from '../transport/outbound/outbound.ts';
import type { ProxyConfig } from '../transport/outbound/proxy-tunnel.ts';
import type { Environment } from './file.ts';
import { isLoopbackName } from './loopback.ts';
import { isHostName } from './tls.ts';

const proxyUrl = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  const bare = url !== null && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!bare || !/^https?:$/.test(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be the http or https address of a proxy', input: '' });
  } else if (url.username !== '' || url.password !== '') {
    const message = 'must not carry a password: set HTTPS_PROXY instead';
    context.addIssue({ code: 'custom', message, input: '' });
  }
});
const host = z.string().refine(isHostName, 'must be a host name in lower case or an IP address');

/** `outbound`: how the server connects to others. */
export const outboundSchema = z
  .strictObject({
    proxy: proxyUrl.optional(),
    noProxy: z.array(z.string().min(1).max(253)).max(256).optional(),
    caFile: z.string().min(1).optional(),
    allow: z
      .array(
        z
          .string()
          .refine(
            (text) => isHostName(text) || !isHost(text),
            'must be a host name in lower case, an address or a network such as 10.1.0.0/16',
          ),
      )
      .max(256)
      .default([]),
    exceptions: z
      .array(
        z.strictObject({ host, minVersion: z.literal('TLSv1.2'), why: z.string().trim().min(1).max(256) }),
      )
      .max(64)
      .default([]),
  })
  .prefault({});

/** A URL of the configuration, and an authority of its own. */
export interface ConfiguredUrl {
  /** Where it stands, for messages. */
  readonly place: string;
  readonly url: string;
  readonly caFile?: string | undefined;
}

/**
 * With the authorities read, and the proxy of the environment where none is configured.
 * @throws CoreError core/config-invalid, also for a configured address that would be refused
 */
export function readOutbound(
  given: z.infer<typeof outboundSchema>,
  urls: readonly ConfiguredUrl[],
  { env, base }: { readonly env: Environment; readonly base: string },
): OutboundConfig {
  const policy = addressPolicy(given.allow);
  const authoritiesOf = new Map<string, readonly string[]>();
  for (const { place, url, caFile } of urls) {
    const { hostname, origin } = new URL(url);
    const address = hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) !== 0 && !isLoopbackName(address) && !policy.allows(address, { local: false })) {
      throw new CoreError(
        'core/config-invalid',
        `${place}: ${address} is a private or special address; name it under outbound.allow.`,
      );
    }
    if (caFile !== undefined)
      authoritiesOf.set(origin, [
        ...(authoritiesOf.get(origin) ?? []),
        ...readAuthorities(caFile, { place, base }),
      ]);
  }
  return {
    proxy: readProxy(given, env),
    allow: given.allow,
    exceptions: given.exceptions,
    authorities: given.caFile === undefined ? [] : readAuthorities(given.caFile, { place: 'outbound', base }),
    authoritiesOf,
  };
}

function readAuthorities(file: string, { place, base }: { readonly place: string; readonly base: string }) {
  try {
    return readCertificates(readFileSync(resolve(base, file), 'utf8')).map(({ pem }) => pem);
  } catch (cause) {
    throw new CoreError('core/config-invalid', `${place}.caFile cannot be read as certificates.`, { cause });
  }
}

/** HTTPS_PROXY and NO_PROXY, in either case, where the file names no proxy. */
function readProxy(given: z.infer<typeof outboundSchema>, env: Environment): ProxyConfig | undefined {
  const fromEnv = env.HTTPS_PROXY || env.https_proxy;
  const text = given.proxy ?? fromEnv;
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CoreError('core/config-invalid', 'HTTPS_PROXY must be the http or https address of a proxy.');
  const listed = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((entry) => entry.trim());
  return { url, noProxy: given.noProxy ?? listed.filter((entry) => entry !== '') };
}
