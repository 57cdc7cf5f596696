import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { randomBytes, sha256 } from '@ringwall/core';

const present = 0x01;
const verified = 0x04;
const attested = 0x40;

/** What the page and the authenticator say; tests let them lie. */
export interface Said {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** Whether a PIN or a finger was asked for; true where absent. */
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
}

/** Test helper: an authenticator in software (WebAuthn, sections 6.1 and 6.5), with one ES256 credential. */
export async function softAuthenticator() {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  );
  const point = Buffer.from(await crypto.subtle.exportKey('raw', publicKey));
  const id = Buffer.from(randomBytes(32));
  const credential = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  };

  const authenticatorData = (said: Said, flags: number, rest = Buffer.alloc(0)) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(said.counter ?? 0);
    const all = flags | present | (said.userVerified === false ? 0 : verified);
    return Buffer.concat([sha256(said.rpId), Buffer.from([all]), counter, rest]);
  };
  const clientData = (type: string, { challenge, origin }: Said) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  return {
    id: credential.id,
    /** The answer to `navigator.credentials.create`; `byMaker` brings a certificate, as if it had been asked for. */
    async register(said: Said, { byMaker = false } = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const rest = Buffer.concat([Buffer.alloc(16), length, id, coseKey(point)]);
      const data = authenticatorData(said, attested, rest);
      const client = clientData('webauthn.create', said);
      const statement = byMaker ? await makersStatement(Buffer.concat([data, sha256(client)])) : noStatement;
      const attestationObject = Buffer.concat([statement, text('authData'), bytes(data)]);
      return {
        ...credential,
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** The answer to `navigator.credentials.get`. */
    async assert(said: Said) {
      const data = authenticatorData(said, 0);
      const client = clientData('webauthn.get', said);
      const signed = Buffer.concat([data, sha256(client)]);
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signed);
      return {
        ...credential,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: derSignature(Buffer.from(signature)).toString('base64url'),
          ...(said.userHandle !== undefined && {
            userHandle: Buffer.from(said.userHandle).toString('base64url'),
          }),
        },
      };
    },
  };
}

/** CBOR (RFC 8949) of a text of less than 24 characters, and of up to 65,535 bytes. */
const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Uint8Array) =>
  Buffer.concat([Buffer.from([0x59, value.length >> 8, value.length & 255]), value]);

const noStatement = Buffer.concat([
  ...[Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0])],
]);

/** WebAuthn, section 8.2: `packed`, with a certificate as section 8.2.1 wants it. */
async function makersStatement(signed: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'C=AA,O=Maker,OU=Authenticator Attestation,CN=Model', keys, signingAlgorithm: algorithm },
    extensions: [new BasicConstraintsExtension(false)],
  });
  const signature = derSignature(Buffer.from(await crypto.subtle.sign(algorithm, keys.privateKey, signed)));
  return Buffer.concat([
    ...[Buffer.from([0xa3]), text('fmt'), text('packed'), text('attStmt'), Buffer.from([0xa3])],
    ...[text('alg'), Buffer.from([0x26]), text('sig'), bytes(signature)],
    ...[text('x5c'), Buffer.from([0x81]), bytes(new Uint8Array(certificate.rawData))],
  ]);
}

/** RFC 9053, section 7.1.1, as CBOR. */
function coseKey(point: Buffer): Buffer {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
  return Buffer.concat([head, x, Buffer.from([0x22, 0x58, 0x20]), y]);
}

/** ASN.1 of r and s, as authenticators send it. */
function derSignature(raw: Buffer): Buffer {
  const parts = [raw.subarray(0, 32), raw.subarray(32)].map((part) => {
    const start = part.findIndex((byte) => byte !== 0);
    const bytes = part.subarray(Math.max(0, start));
    const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
