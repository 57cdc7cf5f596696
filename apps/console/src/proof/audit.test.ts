import { describe, expect, test } from 'vitest';
import { type AuditInput, audit, type CheckId } from './audit.ts';
import { fromHex, readHashes, toHex } from './hex.ts';
import { type SampleLog, sampleLog } from './sample-log.ts';

const leaves = (count: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ n: i, text: 'Grüße' }));
const log = await sampleLog('ringwall.example/log', leaves(7));
const root = async (of: SampleLog, size: number) => {
  const proof = await of.proof(0, size);
  const encoded = proof.checkpoint.split('\n')[2] ?? '';
  return toHex(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
};

async function input(index: number, change: Partial<AuditInput> = {}): Promise<AuditInput> {
  return {
    index,
    entry: log.entry(index),
    proof: await log.proof(index),
    pin: { origin: 'ringwall.example/log', verifierKey: log.verifierKey, since: '2026-01-01T00:00:00.000Z' },
    consistency: ({ from, to }) => log.consistency(from, to),
    ...change,
  };
}

async function states(of: AuditInput): Promise<Partial<Record<CheckId, string>>> {
  const result = await audit(of);
  expect(result.ok).toBe(result.checks.every((check) => check.state === 'passed'));
  return Object.fromEntries(result.checks.map((check) => [check.id, check.state]));
}

const allPassed = {
  leaf: 'passed',
  inclusion: 'passed',
  signature: 'passed',
  key: 'passed',
  history: 'passed',
};

describe('the audit of an entry', () => {
  test('passes for every entry of a sound log and ends at the signed root', async () => {
    for (let index = 0; index < 7; index++) {
      expect(await states(await input(index))).toEqual(allPassed);
      const result = await audit(await input(index));
      expect(result.path.at(-1)?.parent).toBe(await root(log, 7));
      expect(result.root).toBe(await root(log, 7));
    }
  });

  test('passes for the only entry of a log, whose root is its leaf hash', async () => {
    const single = await sampleLog('one', leaves(1));
    const change = { entry: single.entry(0), proof: await single.proof(0) };
    const pin = { origin: 'one', verifierKey: single.verifierKey, since: '' };
    const result = await audit(await input(0, { ...change, pin }));
    expect(result.ok).toBe(true);
    expect(result.path).toEqual([]);
    expect(result.root).toBe(result.leafHash);
  });

  test('fails at the leaf when one character of the record was changed', async () => {
    const entry = { ...log.entry(3), leaf: log.entry(3).leaf.replace('3', '4') };
    expect(await states(await input(3, { entry }))).toMatchObject({ leaf: 'failed', inclusion: 'failed' });
  });

  test('fails at the path when the server recomputed the leaf hash to fit its change', async () => {
    const entry = { ...log.entry(3), leaf: '{"n":3}' };
    const forged = await sampleLog('x', ['{"n":3}']);
    const proof = { ...(await log.proof(3)), leafHash: (await forged.proof(0)).leafHash };
    expect(await states(await input(3, { entry, proof }))).toEqual({ ...allPassed, inclusion: 'failed' });
  });

  test('fails when the answer is about another entry than was asked for', async () => {
    expect(await states(await input(2, { entry: log.entry(3), proof: await log.proof(3) }))).toMatchObject({
      leaf: 'failed',
    });
  });

  test('fails at the path when a hash of it was replaced, left out or is none', async () => {
    const proof = await log.proof(3);
    const other = (await log.proof(5)).hashes;
    for (const hashes of [other, proof.hashes.slice(1), [...proof.hashes, 'ab'], ['zz'.repeat(32)]]) {
      expect(await states(await input(3, { proof: { ...proof, hashes } }))).toMatchObject({
        inclusion: 'failed',
      });
    }
  });

  test('fails at the signature when the note was changed, and then believes no root', async () => {
    const proof = await log.proof(3);
    const checkpoint = proof.checkpoint.replace('\n7\n', '\n8\n');
    expect(await states(await input(3, { proof: { ...proof, checkpoint } }))).toEqual({
      leaf: 'passed',
      inclusion: 'skipped',
      signature: 'failed',
      key: 'passed',
      history: 'skipped',
    });
  });

  test('fails when the checkpoint is sound but of another tree than the proof', async () => {
    const proof = { ...(await log.proof(3)), checkpoint: (await log.proof(3, 5)).checkpoint };
    expect(await states(await input(3, { proof }))).toMatchObject({
      signature: 'failed',
      inclusion: 'skipped',
    });
  });

  test('fails when the server signs with another key than the pinned one, however sound its log is', async () => {
    const other = await sampleLog('ringwall.example/log', leaves(7));
    expect(await states(await input(3, { proof: await other.proof(3) }))).toEqual({
      leaf: 'passed',
      inclusion: 'skipped',
      signature: 'failed',
      key: 'failed',
      history: 'skipped',
    });
  });

  describe('against the tree seen before', () => {
    const seenOf = async (of: SampleLog, size: number) => ({
      pin: {
        ...(await input(0)).pin,
        seen: { size, root: await root(of, size), at: '2026-01-02T00:00:00.000Z' },
      },
    });

    test('a log that grew extends it', async () => {
      for (let size = 1; size < 7; size++) {
        const result = await audit(await input(6, await seenOf(log, size)));
        expect([result.history, result.ok]).toEqual(['extended', true]);
      }
    });

    test('the same tree is the same', async () => {
      expect((await audit(await input(6, await seenOf(log, 7)))).history).toBe('same');
    });

    test('a smaller log was cut', async () => {
      const proof = await log.proof(2, 5);
      const result = await audit(await input(2, { proof, ...(await seenOf(log, 7)) }));
      expect([result.history, result.ok]).toEqual(['shrank', false]);
    });

    test('a log with another past is a fork, smaller or as large', async () => {
      const fork = await sampleLog('fork', ['{}', ...leaves(7).slice(1)]);
      for (const size of [4, 7]) {
        const result = await audit(await input(6, await seenOf(fork, size)));
        expect([result.history, result.ok]).toEqual(['forked', false]);
      }
    });
  });
});

describe('hexadecimal text', () => {
  test('is read back as it was written, and nothing else is read', () => {
    expect(fromHex('00ff7a')).toEqual(new Uint8Array([0, 255, 122]));
    expect(toHex(new Uint8Array([0, 255, 122]))).toBe('00ff7a');
    expect(fromHex('abc')).toBeUndefined();
    expect(fromHex('0g')).toBeUndefined();
    expect(readHashes(['00'.repeat(32)])?.length).toBe(1);
    expect(readHashes(['00'.repeat(31)])).toBeUndefined();
  });
});
