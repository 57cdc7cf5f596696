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
    /** The answer to `navigator.credentials.create`. */
    register(said: Said) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = authenticatorData(
        said,
        attested,
        Buffer.concat([Buffer.alloc(16), length, id, coseKey(point)]),
      );
      const size = Buffer.from([0x58, data.length]);
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3, 0x63]),
        Buffer.from('fmt'),
        Buffer.from([0x64]),
        Buffer.from('none'),
        Buffer.from([0x67]),
        Buffer.from('attStmt'),
        Buffer.from([0xa0, 0x68]),
        Buffer.from('authData'),
        size,
        data,
      ]);
      return {
        ...credential,
        response: {
          clientDataJSON: clientData('webauthn.create', said).toString('base64url'),
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
