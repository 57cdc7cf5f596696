import { hmacSha256, type Secret, sha256Hex } from '@ringwall/core';

/** What signs requests to AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Comes with temporary credentials and travels in every request. */
  readonly sessionToken?: Secret;
  /** Milliseconds since the epoch after which AWS refuses them; they never end where this is missing. */
  readonly expiresAt?: number;
}

/** A request as it will be sent: the signature covers exactly these parts. */
export interface UnsignedRequest {
  readonly method: string;
  /** As it stands in the request line, without the query. */
  readonly path: string;
  /** Names and values before percent-encoding. */
  readonly query?: readonly (readonly [string, string])[];
  /** Must name `host`. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. AWS refuses requests more than five minutes off. */
  readonly now: number;
}

/**
 * Signs a request with AWS Signature Version 4 and returns the headers to send: the given ones, `x-amz-date`,
 * `x-amz-security-token` for temporary credentials, and `authorization`.
 * Spec: AWS Identity and Access Management User Guide, "Create a signed AWS API request".
 */
export function signSigV4(
  request: UnsignedRequest,
  credentials: AwsCredentials,
  { region, service, now }: SigningScope,
): Record<string, string> {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = { ...lowerCased(request.headers), 'x-amz-date': date };
  if (credentials.sessionToken) headers['x-amz-security-token'] = credentials.sessionToken.reveal();
  const { text, signedHeaders } = canonicalRequest({ ...request, headers });
  const scope = [date.slice(0, 8), region, service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256Hex(text)].join('\n');
  let key: Uint8Array = Buffer.from(`AWS4${credentials.secretAccessKey.reveal()}`, 'utf8');
  for (const part of scope) {
    const next = hmacSha256(key, part);
    key.fill(0);
    key = next;
  }
  const signature = Buffer.from(hmacSha256(key, toSign)).toString('hex');
  key.fill(0);
  return {
    ...headers,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join('/')}, ` +
      `SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

/** The same guide's step 1. White space in header values is trimmed and collapsed; every header is signed. */
function canonicalRequest({ method, path, query = [], headers, body }: UnsignedRequest): {
  text: string;
  signedHeaders: string;
} {
  const names = Object.keys(headers).sort();
  const signedHeaders = names.join(';');
  const text = [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${collapsed(headers[name] ?? '')}`),
    '',
    signedHeaders,
    sha256Hex(body),
  ].join('\n');
  return { text, signedHeaders };
}

/** Dot segments are resolved and empty ones dropped; what was percent-encoded once is encoded again. */
function canonicalPath(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(encodeRfc3986(segment));
  }
  const last = segments.at(-1);
  const trailing = kept.length > 0 && (last === '' || last === '.' || last === '..') ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

/** Sorted by encoded name, then by encoded value. */
function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return query
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function collapsed(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Percent-encodes all but the unreserved characters of RFC 3986, section 2.3. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
