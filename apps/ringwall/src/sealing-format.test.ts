import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, parseConfig, parseKeys } from '@ringwall/core';
import { keyProviderKinds } from '@ringwall/sealing';
import { generalDecrypt, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configSchema } from './config/schema.ts';
import { runHere } from './testing/fake-terminal.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'sealing.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'ringwall-format-'));
  await runHere(['recipient', 'new', '--out', 'alice.jwk'], { cwd });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A reader written from docs/sealing.md alone, with node:crypto and jose. */
async function openByThePage(payload: Buffer, keys: string, privateJwk: string): Promise<Buffer> {
  const document = JSON.parse(keys);
  const { plaintext, protectedHeader } = await generalDecrypt(
    document,
    await importJWK(JSON.parse(privateJwk), 'ECDH-ES+A256KW'),
  );
  const { id, version } = Object(protectedHeader);
  const place = Buffer.from(JSON.stringify(['ringwall/sealed/1', id, version, 'data']));
  const fileKey = expand(plaintext, Buffer.concat([Buffer.from('ringwall/file-key/1'), place]), 32);
  const header = payload.subarray(0, 74);
  const kdf = (key: Uint8Array, purpose: Uint8Array | string, length: number) =>
    expand(key, Buffer.concat([header.subarray(0, 42), Buffer.from(purpose), place]), length);
  expect(header.subarray(0, 2)).toEqual(Buffer.from([0, 0]));
  expect(header.readUInt32BE(6)).toBe(32);
  expect(kdf(fileKey, 'HEADER_TAG:', 32)).toEqual(header.subarray(42));
  const messageKey = kdf(fileKey, 'MESSAGE_KEY:', 48);
  const segmentBytes = header.readUInt32BE(2);
  const out: Buffer[] = [];
  for (let n = 0, at = 74; at < payload.length; n++, at += segmentBytes) {
    const segment = payload.subarray(at, at + segmentBytes);
    const final = at + segmentBytes >= payload.length;
    expect(segment.readUInt32BE(0)).toBe(final ? segment.length : 0xffffffff);
    const key = kdf(messageKey, Buffer.concat([Buffer.from('DEK:'), uint64(n - (n % 2 ** 20))]), 32);
    const decipher = createDecipheriv('aes-256-gcm', key, segment.subarray(4, 16));
    decipher.setAAD(Buffer.concat([uint64(n), Buffer.from([final ? 1 : 0])]));
    decipher.setAuthTag(segment.subarray(-16));
    out.push(decipher.update(segment.subarray(16, -16)), decipher.final());
  }
  return Buffer.concat(out);
}

/** The content encryption key of the first recipient: ECDH-ES+A256KW (RFC 7518, section 4.6). */
function contentKey(
  recipient: { readonly header: { epk: object }; readonly encrypted_key: string },
  jwk: object,
) {
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    publicKey: createPublicKey({ key: recipient.header.epk, format: 'jwk' }),
  });
  const alg = 'ECDH-ES+A256KW';
  const info = [uint32(alg.length), Buffer.from(alg), uint32(0), uint32(0), uint32(256)];
  const kek = createHash('sha256')
    .update(Buffer.concat([uint32(1), secret, ...info]))
    .digest();
  const unwrap = createDecipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([unwrap.update(Buffer.from(recipient.encrypted_key, 'base64url')), unwrap.final()]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** HKDF-Expand (RFC 5869, section 2.3) up to one block of SHA-384. */
function expand(key: Uint8Array, info: Uint8Array, length: number): Buffer {
  const block = createHmac('sha384', key).update(info).update(Uint8Array.of(1)).digest();
  return block.subarray(0, length);
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

describe('docs/sealing.md', () => {
  test.each([0, 1, 4064, 4065, 20_000])(
    'is enough to write a reader that opens %i bytes sealed by the command',
    async (size) => {
      const content = Buffer.alloc(size, 'What is sealed. ');
      writeFileSync(join(cwd, 'x'), content);
      const sealed = await runHere(
        ['file', 'seal', 'x', '--to', 'alice.pub.jwk', '--segment', '4KiB', '--force'],
        { cwd },
      );
      expect(sealed.code).toBe(0);
      const read = (name: string) => readFileSync(join(cwd, name));
      const opened = openByThePage(read('x.floe'), `${read('x.keys.json')}`, `${read('alice.jwk')}`);
      expect(await opened).toEqual(content);
    },
  );

  test('describes the proof of a recipient as it is made', async () => {
    writeFileSync(join(cwd, 'x'), 'x');
    await runHere(['file', 'seal', 'x', '--to', 'alice.pub.jwk', '--force'], { cwd });
    const document = JSON.parse(readFileSync(join(cwd, 'x.keys.json'), 'utf8'));
    const [{ header, encrypted_key }] = document.recipients;
    const { proof, ...rest } = header;
    const cek = contentKey(document.recipients[0], JSON.parse(readFileSync(join(cwd, 'alice.jwk'), 'utf8')));
    const key = hkdfSync('sha256', cek, '', 'ringwall/recipient-proof/1', 32);
    const made = createHmac('sha256', Buffer.from(key))
      .update(canonicalJson([document.protected, rest, encrypted_key]))
      .digest('base64url');
    expect(proof).toBe(made);
  });

  test('shows a keys document that is one', () => {
    const [example = ''] = blocks('json');
    const kinds = parseKeys(Buffer.from(example)).recipients.map(({ kind, unusable }) => unusable ?? kind);
    expect(new Set(kinds)).toEqual(new Set(['public-key', 'provider', 'passphrase']));
  });

  test('configures every kind of key provider there is, as the schema wants it', () => {
    const kinds = blocks('yaml').flatMap((text) =>
      Object.values(parseConfig(text, configSchema, 'docs/sealing.md').keyProviders).map(({ kind }) => kind),
    );
    expect(new Set(kinds)).toEqual(new Set(keyProviderKinds.map(({ kind }) => kind)));
  });
});
