import { createHash } from 'node:crypto';
import { type Aws4Credentials, independentAuthorization } from './independent-sigv4.ts';
import type { ServiceRequest } from './local-service.ts';

const authorizationShape =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([a-z0-9-]+)\/kms\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

/**
 * What AWS checks of a signed request; the name of its error, or undefined where all is right. The signature is
 * computed anew, from the headers as they arrived, by a package that shares nothing with our signer.
 */
export function signatureError(
  request: ServiceRequest,
  region: string,
  knownKeys: readonly Aws4Credentials[],
  now: number,
): string | undefined {
  const { authorization, ...headers } = request.headers;
  const parts = authorizationShape.exec(authorization ?? '');
  if (authorization === undefined) return 'MissingAuthenticationTokenException';
  if (parts === null) return 'IncompleteSignatureException';
  const [, keyId, day, scopeRegion, signedNames = ''] = parts;
  const credentials = knownKeys.find(({ accessKeyId }) => accessKeyId === keyId);
  if (credentials === undefined || headers['x-amz-security-token'] !== credentials.sessionToken) {
    return 'UnrecognizedClientException';
  }
  const names = signedNames.split(';');
  const must = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (must.some((name) => !names.includes(name))) return 'InvalidSignatureException';
  const date = headers['x-amz-date'] ?? '';
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - now) <= 5 * 60_000) || !date.startsWith(day ?? '') || scopeRegion !== region) {
    return 'InvalidSignatureException';
  }
  const declared = headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== createHash('sha256').update(request.body).digest('hex')) {
    return 'InvalidSignatureException';
  }
  const expected = independentAuthorization(
    {
      method: request.method,
      path: request.url.pathname + request.url.search,
      headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])),
      body: Buffer.from(request.body).toString('utf8'),
      service: 'kms',
      region,
    },
    credentials,
  );
  return expected === authorization ? undefined : 'InvalidSignatureException';
}
