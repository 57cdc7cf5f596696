import { createRequire } from 'node:module';

/** What is used of the package aws4, which comes without types. */
interface Aws4 {
  RequestSigner: new (request: Aws4Request, credentials: Aws4Credentials) => Aws4Signer;
}
interface Aws4Request {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  service: string;
  region: string;
  doNotModifyHeaders: true;
}
interface Aws4Signer {
  datetime?: string;
  authHeader(): string;
}
export interface Aws4Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const require = createRequire(import.meta.url);
const aws4: Aws4 = require('aws4');

/** The `authorization` header for exactly these headers, by a Signature Version 4 that is not ours. */
export function independentAuthorization(
  request: Omit<Aws4Request, 'doNotModifyHeaders'>,
  credentials: Aws4Credentials,
): string {
  const signer = new aws4.RequestSigner({ ...request, doNotModifyHeaders: true }, credentials);
  signer.datetime = request.headers['x-amz-date'] ?? '';
  return signer.authHeader();
}
