import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from './checkpoint.ts';
import { cosignedMessage, encodeCosignature } from './cosignature.ts';
import { openCosignedCheckpoint } from './cosigned-checkpoint.ts';
import { type CosignatureAlgorithm, cosignerKeyId, parseCosignerKey, typeOf } from './cosigner-key.ts';
import { keyIdOf } from './key-id.ts';
import { publishedMlDsa44 } from './testing/published-cosignature.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const root = Buffer.alloc(32, 7);
const origin = 'example.com/log';
const text = `${origin}\n42\n${base64(root)}\n`;

function raw(publicKey: KeyObject, bytes: number): Uint8Array {
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-bytes));
}

async function logKey(name = origin) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = { name, type: 1, publicKey: raw(publicKey, 32) };
  const keyId = await keyIdOf(key);
  return {
    verifierKey: `${name}+${keyId}+${base64(Buffer.concat([Uint8Array.of(1), key.publicKey]))}`,
    line: (signed = text) =>
      `\u2014 ${name} ${base64(Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, Buffer.from(signed), privateKey)]))}\n`,
  };
}

async function witnessKey(algorithm: CosignatureAlgorithm, name = 'witness.example') {
  const { privateKey, publicKey } =
    algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const bytes = raw(publicKey, algorithm === 'ed25519' ? 32 : 1312);
  const keyId = await cosignerKeyId({ algorithm, name, publicKey: bytes });
  const type = Uint8Array.of(typeOf(algorithm));
  return {
    verifierKey: `${name}+${keyId}+${base64(Buffer.concat([type, bytes]))}`,
    line(timeSeconds: number, changes: { readonly text?: string; readonly size?: number } = {}) {
      const statement = { cosigner: name, timeSeconds, text, origin, size: 42, root, ...changes };
      const signature = sign(null, cosignedMessage(algorithm, statement), privateKey);
      const encoded = encodeCosignature(timeSeconds, signature);
      return `\u2014 ${name} ${base64(Buffer.concat([Buffer.from(keyId, 'hex'), encoded]))}\n`;
    },
  };
}

const log = await logKey();
const classic = await witnessKey('ed25519');
const quantum = await witnessKey('ml-dsa-44');
const policy = {
  logKeys: [log.verifierKey],
  witnessKeys: [classic.verifierKey, quantum.verifierKey],
};
const note = `${text}\n${log.line()}${classic.line(1000)}${quantum.line(2000)}`;
/** In Node, WebCrypto warns of ML-DSA on standard error each time a process uses it first. */
const open = (checkpoint: string, wanted = policy) => openCosignedCheckpoint(checkpoint, wanted);

describe('openCosignedCheckpoint', () => {
  test('gives the checkpoint with the names and times of the witnesses whose cosignatures hold', async () => {
    expect(await open(note)).toEqual({
      ok: true,
      ...{ origin, size: 42, root: new Uint8Array(root), text },
      signedBy: [log.verifierKey],
      cosignatures: [
        {
          ...{ name: 'witness.example', algorithm: 'ed25519', key: classic.verifierKey },
          ...{ timeSeconds: 1000, line: classic.line(1000) },
        },
        expect.objectContaining({ algorithm: 'ml-dsa-44', key: quantum.verifierKey, timeSeconds: 2000 }),
      ],
      unchecked: [],
    });
  });

  test('needs the signature of the log, however many witnesses cosigned', async () => {
    expect(await open(`${text}\n${classic.line(1000)}${quantum.line(2000)}`)).toMatchObject({ ok: false });
    const other = await logKey();
    expect(await open(`${text}\n${other.line()}${classic.line(1000)}`)).toMatchObject({ ok: false });
  });

  test('opens a checkpoint that no witness has seen, and one whose witnesses it does not know', async () => {
    expect(await open(`${text}\n${log.line()}`)).toMatchObject({ ok: true, cosignatures: [], unchecked: [] });
    const wanted = { logKeys: [log.verifierKey], witnessKeys: [] };
    expect(await open(note, wanted)).toMatchObject({ ok: true, cosignatures: [] });
  });

  test('takes a log with two keys, and says which of them signed', async () => {
    const next = await logKey();
    const logKeys = [log.verifierKey, next.verifierKey];
    const both = { ...policy, logKeys };
    expect(await open(note, both)).toMatchObject({ ok: true, signedBy: [log.verifierKey] });
    expect(await open(`${text}\n${log.line()}${next.line()}`, both)).toMatchObject({ signedBy: logKeys });
    expect(await open(`${text}\n${log.line()}${next.line('else\n')}`, both)).toMatchObject({ ok: false });
  });

  test("refuses another log's checkpoint signed with this log's key", async () => {
    const other = text.replace('example.com/log', 'example.com/other');
    const signed = `${other}\n${log.line(other)}`;
    expect(await open(signed)).toMatchObject({ ok: false, reason: expect.stringContaining('/other') });
  });

  test.each([
    ['Ed25519', classic],
    ['ML-DSA-44', quantum],
  ])('refuses the note when a known %s cosignature is of another tree', async (_, witness) => {
    const elsewhere = text.replace('\n42\n', '\n43\n');
    const wrong = witness.line(1000, { text: elsewhere, size: 43 });
    expect(await open(`${text}\n${log.line()}${wrong}`)).toEqual({
      ok: false,
      reason: 'the cosignature of witness.example is wrong',
    });
  });

  test.each([
    ['Ed25519', classic.line(1000)],
    ['ML-DSA-44', quantum.line(2000)],
  ])('refuses the note when any bit of an %s cosignature behind its key id is flipped', async (_, line) => {
    const [dash, name, encoded = ''] = line.trimEnd().split(' ');
    const bytes = Buffer.from(encoded, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: bytes.length - 1 }), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const changed = `${dash} ${name} ${base64(flipped)}\n`;
        expect(await open(`${text}\n${log.line()}${changed}`)).toMatchObject({ ok: false });
      }),
      { numRuns: 50 },
    );
  });

  test('does not take the one algorithm for the other, nor a plain signature for a cosignature', async () => {
    const [, , ofQuantum = ''] = quantum.line(1).split(' ');
    const [, , ofClassic = ''] = classic.line(1).split(' ');
    const id = Buffer.from(ofClassic, 'base64').subarray(0, 4);
    const crossed = base64(Buffer.concat([id, Buffer.from(ofQuantum, 'base64').subarray(4)]));
    const line = `\u2014 witness.example ${crossed}\n`;
    expect(await open(`${text}\n${log.line()}${line}`)).toMatchObject({ ok: false });
    expect(await openCheckpoint(note, classic.verifierKey)).toMatchObject({ ok: false });
    expect(await parseCosignerKey(log.verifierKey)).toMatchObject({ ok: false });
  });

  test('gives the newest of several cosignatures of one key', async () => {
    const twice = `${text}\n${log.line()}${classic.line(5)}${classic.line(9)}${classic.line(7)}`;
    const opened = await open(twice);
    expect(opened.ok && opened.cosignatures.map(({ timeSeconds }) => timeSeconds)).toEqual([9]);
  });

  test('counts a cosignature that the platform cannot check as not checked, never as good', async () => {
    const opened = await openCosignedCheckpoint(note, policy, {
      verifyMlDsa44: () => Promise.reject(new Error('NotSupportedError')),
    });
    expect(opened).toMatchObject({
      ok: true,
      cosignatures: [{ algorithm: 'ed25519' }],
      unchecked: [{ algorithm: 'ml-dsa-44', reason: 'ml-dsa-44 cannot be checked here' }],
    });
  });

  test('covers the extension lines of a checkpoint by Ed25519, and by no ML-DSA-44', async () => {
    const extended = `${text}extension\n`;
    const good = `${extended}\n${log.line(extended)}${classic.line(1, { text: extended })}${quantum.line(1)}`;
    expect(await open(good)).toMatchObject({ ok: true, cosignatures: { length: 2 } });
    expect(await open(`${extended}\n${log.line(extended)}${classic.line(1)}`)).toMatchObject({ ok: false });
  });

  test('refuses every policy with a key that is none', async () => {
    const wrongId = classic.verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
    for (const key of ['', 'x', log.verifierKey, wrongId, `${'n'.repeat(300)}${classic.verifierKey}`]) {
      expect(await open(note, { ...policy, witnessKeys: [key] })).toMatchObject({ ok: false });
    }
    expect(await open(note, { ...policy, logKeys: [] })).toMatchObject({ ok: false });
    expect(await open(note, { ...policy, logKeys: [classic.verifierKey] })).toMatchObject({ ok: false });
  });

  test('opens an ML-DSA-44 signature that another implementation published', async () => {
    const { text, verifierKey, line } = publishedMlDsa44;
    const own = await logKey('example.com/mldsa-log');
    const wanted = { logKeys: [own.verifierKey], witnessKeys: [verifierKey] };
    expect(await open(`${text}\n${own.line(text)}${line}`, wanted)).toMatchObject({
      ok: true,
      cosignatures: [{ algorithm: 'ml-dsa-44', timeSeconds: 0, line }],
    });
    const larger = text.replace('\n1\n', '\n2\n');
    expect(await open(`${larger}\n${own.line(larger)}${line}`, wanted)).toMatchObject({ ok: false });
  });

  test('never throws, whatever it is given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (mess) => {
        const at = mess.length % note.length;
        expect(typeof (await open(note.slice(0, at) + mess)).ok).toBe('boolean');
        expect(typeof (await open(note, { ...policy, witnessKeys: [mess] })).ok).toBe('boolean');
      }),
    );
  });
});
