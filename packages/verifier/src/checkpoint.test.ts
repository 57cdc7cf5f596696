import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, parseCheckpointText } from './checkpoint.ts';
import { parseNote } from './note.ts';
import { checkSignatures, ed25519KeyId, parseVerifierKey } from './verifier-key.ts';

interface TestKey {
  readonly verifierKey: string;
  signature(text: string): string;
}

async function testKey(name: string): Promise<TestKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const keyId = await ed25519KeyId(name, raw);
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    verifierKey: `${name}+${keyId}+${encode(Buffer.concat([Uint8Array.of(1), raw]))}`,
    signature: (text) =>
      `\u2014 ${name} ${encode(Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, Buffer.from(text), privateKey)]))}\n`,
  };
}

const root = Buffer.alloc(32, 7);
const text = `example.com/log\n42\n${root.toString('base64')}\n`;
const log = await testKey('example.com/log');
const note = `${text}\n${log.signature(text)}`;

describe('a verifier key', () => {
  test("opens the note published in the Go project's documentation of the format", async () => {
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const published = parseNote(
      'If you think cryptography is the answer to your problem,\n' +
        "then you don't know what your problem is.\n\n" +
        '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
    if (!key.ok || !published.ok) throw new Error('the published vector does not parse');
    expect(await checkSignatures(published, key)).toEqual({ ok: true });
    const altered = { ...published, text: published.text.replace('problem', 'question') };
    expect((await checkSignatures(altered, key)).ok).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['one part', 'example.com'],
    ['an upper-case id', 'n+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['another algorithm', 'n+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a short key', 'n+c74f20a3+ARpc'],
    ['no name', '+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a name with a space', 'a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ])('with %s is refused', (_, key) => {
    expect(parseVerifierKey(key).ok).toBe(false);
  });

  test('whose id was not made from its name and key opens nothing, even a note signed under that id', async () => {
    const key = parseVerifierKey(log.verifierKey);
    if (!key.ok) throw new Error(key.reason);
    const signature = Buffer.from(log.signature(text).split(' ')[2] ?? '', 'base64');
    signature.write('00000000', 0, 'hex');
    const mixed = `${text}\n\u2014 example.com/log ${signature.toString('base64')}\n`;
    const opened = await openCheckpoint(mixed, log.verifierKey.replace(key.keyId, '00000000'));
    expect(opened).toEqual({ ok: false, reason: 'the verifier key does not match its own key id' });
  });
});

describe('openCheckpoint', () => {
  test('gives origin, size and root of a signed checkpoint', async () => {
    const opened = await openCheckpoint(note, log.verifierKey);
    expect(opened).toEqual({ ok: true, origin: 'example.com/log', size: 42, root: new Uint8Array(root) });
  });

  test('refuses it when any one character differs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(note.length - 1), fc.constantFrom('A', '0', '\n', '='), async (at, char) => {
        fc.pre(note[at] !== char);
        const changed = note.slice(0, at) + char + note.slice(at + 1);
        expect((await openCheckpoint(changed, log.verifierKey)).ok).toBe(false);
      }),
    );
  });

  test('ignores signatures of unknown keys, even of the same name, before and after its own', async () => {
    const stranger = (await testKey('example.com/log')).signature(text);
    const witness = (await testKey('witness.example')).signature('something else\n');
    const signed = `${text}\n${stranger}${log.signature(text)}${witness}`;
    expect((await openCheckpoint(signed, log.verifierKey)).ok).toBe(true);
    expect((await openCheckpoint(`${text}\n${stranger}${witness}`, log.verifierKey)).ok).toBe(false);
  });

  test('refuses the note when one of two signatures of the known key is wrong', async () => {
    const wrong = log.signature('another text\n');
    expect((await openCheckpoint(`${text}\n${log.signature(text)}${wrong}`, log.verifierKey)).ok).toBe(false);
    expect((await openCheckpoint(`${text}\n${wrong}${log.signature(text)}`, log.verifierKey)).ok).toBe(false);
  });

  test("refuses another log's checkpoint signed with this log's key", async () => {
    const other = text.replace('example.com/log', 'example.com/other');
    expect(await openCheckpoint(`${other}\n${log.signature(other)}`, log.verifierKey)).toMatchObject({
      ok: false,
      reason: 'the checkpoint is of another log, example.com/other',
    });
  });

  test('says so when the platform has no Ed25519', async () => {
    const opened = await openCheckpoint(note, log.verifierKey, {
      verifySignature: () => Promise.reject(new Error('NotSupportedError')),
    });
    expect(opened).toMatchObject({ ok: false, reason: expect.stringContaining('cannot check') });
  });
});

describe('parseCheckpointText', () => {
  const encoded = root.toString('base64');
  test('reads an empty tree, the largest size and extension lines', () => {
    expect(parseCheckpointText(`o\n0\n${encoded}\n`)).toMatchObject({ ok: true, size: 0 });
    expect(parseCheckpointText(`o\n9007199254740991\n${encoded}\n`)).toMatchObject({ size: 2 ** 53 - 1 });
    expect(parseCheckpointText(`o\n1\n${encoded}\nextension\n`)).toMatchObject({ ok: true, size: 1 });
  });

  test.each([
    `o\n01\n${encoded}\n`,
    `o\n-1\n${encoded}\n`,
    `o\n1e3\n${encoded}\n`,
    `o\n9007199254740992\n${encoded}\n`,
    `o\n99999999999999999\n${encoded}\n`,
    `o\n\n${encoded}\n`,
    `\n1\n${encoded}\n`,
    `o\n1\n${encoded}`,
    `o\n1\n${encoded.slice(4)}\n`,
    `o\n1\n${encoded}\n\nx\n`,
    'o\n1\n',
    '',
  ])('refuses %j', (bad) => {
    expect(parseCheckpointText(bad).ok).toBe(false);
  });
});
