import type { ScryptCost } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { createPasswordHasher, defaultScryptCost } from './password-hash.ts';

const cost = { logN: 4, r: 1, p: 1 };
const from = '192.0.2.1';

describe('a password', () => {
  test('is kept as a salted hash with the work it took, and verified by it', async () => {
    const { hash, verify } = createPasswordHasher(cost);
    const [one, two] = [await hash('correct horse', from), await hash('correct horse', from)];
    expect(one).toMatch(/^\$scrypt\$ln=4,r=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await verify('correct horse', one, from)).toBe(true);
    expect(await verify('correct horse ', one, from)).toBe(false);
    expect(await verify('Correct horse', one, from)).toBe(false);
    expect(await verify('', one, from)).toBe(false);
  });

  test('is one however its characters are composed', async () => {
    const { hash, verify } = createPasswordHasher(cost);
    const kept = await hash('caf\u00e9 \uff11\ufb01', from);
    expect(await verify('cafe\u0301 1fi', kept, from)).toBe(true);
  });

  test('costs 128 MiB by default', () => {
    const { logN, r } = defaultScryptCost;
    expect(128 * r * 2 ** logN).toBe(128 << 20);
  });
});

test('where there is no hash, or none that can be read, the same work is done for a no', async () => {
  const asked: ScryptCost[] = [];
  const hasher = createPasswordHasher(cost, async (_password, _salt, of) => {
    asked.push(of);
    return new Uint8Array(32);
  });
  const damaged = `$scrypt$ln=40,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  for (const hash of [undefined, '', 'plain', damaged, damaged.replace('40', '0')]) {
    expect(await hasher.verify('correct horse', hash, from)).toBe(false);
  }
  expect(asked).toEqual(Array(5).fill(cost));
  expect(await hasher.verify('x', await hasher.hash('x', from), from)).toBe(true);
  expect(asked).toHaveLength(7);
});

test('a hash of other work is verified with that, and is outdated', async () => {
  const older = createPasswordHasher({ logN: 3, r: 1, p: 1 });
  const hasher = createPasswordHasher(cost);
  const hash = await older.hash('correct horse', from);
  expect(await hasher.verify('correct horse', hash, from)).toBe(true);
  expect(hasher.isOutdated(hash)).toBe(true);
  expect(older.isOutdated(hash)).toBe(false);
});

test('hashes are made one at a time, few wait, and one address does not take all places', async () => {
  let running = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const hasher = createPasswordHasher(cost, async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => gates.push(resolve));
    running--;
    return new Uint8Array(32);
  });
  const results = [
    ...Array.from({ length: 10 }, () => hasher.verify('x', undefined, from)),
    ...Array.from({ length: 50 }, (_, i) => hasher.verify('x', undefined, `198.51.100.${i}`)),
  ].map((result) => result.then(String, (error) => String(error.code)));
  for (let done = 0; done < 32; done++) {
    await expect.poll(() => gates.length).toBe(done + 1);
    gates[done]?.();
  }
  const answers = await Promise.all(results);
  expect(most).toBe(1);
  expect(answers.slice(0, 10)).toEqual([
    ...Array(4).fill('false'),
    ...Array(6).fill('identity/sign-in-busy'),
  ]);
  expect(answers.filter((answer) => answer === 'false')).toHaveLength(32);
  const later = hasher.verify('x', undefined, from);
  await expect.poll(() => gates.length).toBe(33);
  gates[32]?.();
  expect(await later).toBe(false);
});
