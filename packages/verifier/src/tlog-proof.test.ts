import { generateKeyPairSync, hash, sign } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { naiveTree } from './naive-tree.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
import { ed25519KeyId } from './verifier-key.ts';
import { verifyTlogProof } from './verify-tlog-proof.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);
const bytes = (text: string) => new TextEncoder().encode(text);
const entries = ['a', 'b', 'c', 'd', 'e'].map(bytes);
const leaves = entries.map(naive.leaf);
const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64');

let key: string;
let checkpoint: string;

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const keyId = await ed25519KeyId('example.com/log', raw);
  key = `example.com/log+${keyId}+${base64(Buffer.concat([Uint8Array.of(1), raw]))}`;
  const text = `example.com/log\n5\n${base64(naive.root(leaves))}\n`;
  const signature = Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, bytes(text), privateKey)]);
  checkpoint = `${text}\n\u2014 example.com/log ${base64(signature)}\n`;
});

const proofOf = (index: number, extra?: Uint8Array) =>
  formatTlogProof({ index, hashes: naive.path(index, leaves), checkpoint, ...(extra && { extra }) });
const verify = (proof: string, entry = entries[3] ?? bytes('')) =>
  verifyTlogProof(proof, { entry, policy: { logKeys: [key] } });

describe('a .tlog-proof', () => {
  test('is written line by line as C2SP says', () => {
    const [a, b, c] = naive.path(3, leaves).map(base64);
    expect(proofOf(3)).toBe(`c2sp.org/tlog-proof@v1\nindex 3\n${a}\n${b}\n${c}\n\n${checkpoint}`);
    expect(proofOf(3, bytes('note'))).toContain('c2sp.org/tlog-proof@v1\nextra bm90ZQ==\nindex 3\n');
  });

  test('is read back as it was written, and holds for its entry alone', async () => {
    for (const [index, entry] of entries.entries()) {
      expect(parseTlogProof(proofOf(index))).toMatchObject({ ok: true, index, checkpoint });
      expect(await verify(proofOf(index), entry)).toMatchObject({ ok: true, index, checkpoint: { size: 5 } });
      expect((await verify(proofOf(index), bytes('x'))).ok).toBe(false);
      expect((await verify(proofOf((index + 1) % 5), entry)).ok).toBe(false);
    }
    expect(parseTlogProof(proofOf(1, Uint8Array.of(0, 255)))).toMatchObject({ extra: Uint8Array.of(0, 255) });
    expect(await verify(proofOf(3, bytes('anything')))).toMatchObject({ ok: true });
  });

  test('of a log with one entry has no hashes', () => {
    const lone = formatTlogProof({ index: 0, hashes: [], checkpoint });
    expect(lone.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\n')).toBe(true);
    expect(parseTlogProof(lone)).toMatchObject({ ok: true, hashes: [] });
  });

  test('with any one character changed proves nothing', () => {
    const proof = proofOf(3);
    return fc.assert(
      fc.asyncProperty(fc.nat(proof.length - 1), fc.constantFrom('A', '0', '\n', ' '), async (at, other) => {
        fc.pre(proof[at] !== other);
        expect((await verify(proof.slice(0, at) + other + proof.slice(at + 1))).ok).toBe(false);
      }),
    );
  });

  test("of another log's key, or for an entry beyond its checkpoint, proves nothing", async () => {
    const stranger = key.replace('example.com/log', 'example.com/other');
    const about = { entry: entries[3] ?? bytes(''), policy: { logKeys: [stranger] } };
    expect((await verifyTlogProof(proofOf(3), about)).ok).toBe(false);
    expect((await verifyTlogProof(proofOf(3), { ...about, policy: { logKeys: [] } })).ok).toBe(false);
    const beyond = proofOf(3).replace('index 3', 'index 5');
    expect(await verify(beyond)).toEqual({
      ok: false,
      reason: 'the checkpoint is over 5 entries and does not reach entry 5',
    });
  });

  test.each([
    ['nothing', ''],
    ['another version', 'c2sp.org/tlog-proof@v2\nindex 0\n\nx'],
    ['no empty line', 'c2sp.org/tlog-proof@v1\nindex 0\n'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\nx'],
    ['a leading zero', 'c2sp.org/tlog-proof@v1\nindex 03\n\nx'],
    ['a negative index', 'c2sp.org/tlog-proof@v1\nindex -1\n\nx'],
    ['an index beyond counting', 'c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\nx'],
    ['extra data that is no base64', 'c2sp.org/tlog-proof@v1\nextra *\nindex 0\n\nx'],
    ['extra data after the index', 'c2sp.org/tlog-proof@v1\nindex 0\nextra bm90ZQ==\n\nx'],
    ['a short hash', 'c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx'],
    ['a carriage return', 'c2sp.org/tlog-proof@v1\r\nindex 0\n\nx'],
    ['64 hashes', `c2sp.org/tlog-proof@v1\nindex 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\nx`],
    ['over 128 KiB', `c2sp.org/tlog-proof@v1\nindex 0\n\n${'x'.repeat(131_072)}`],
  ])('with %s is refused', (_, text) => {
    expect(parseTlogProof(text).ok).toBe(false);
  });
});
