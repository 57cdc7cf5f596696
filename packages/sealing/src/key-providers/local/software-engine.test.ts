import { describe, expect, test } from 'vitest';
import type { MaterialStore } from './key-store.ts';
import { softwareEngine } from './software-engine.ts';

const version = { keyId: 'main', keyVersion: '1-00000000' };
const zeros = new Uint8Array(32);
const aad = new Uint8Array(0);

function trackedEngine(material: Uint8Array | undefined) {
  const handedOut: Uint8Array[] = [];
  const track = (bytes: Uint8Array) => {
    handedOut.push(bytes);
    return bytes;
  };
  const materials: MaterialStore = {
    readMaterial: async () => (material === undefined ? undefined : track(material.slice())),
    writeMaterial: async () => {},
    eraseMaterial: async () => {},
    close: async () => {},
  };
  const random = (count: number) => track(new Uint8Array(count).fill(9));
  return { engine: softwareEngine(materials, random), handedOut };
}

describe('the engine that works with material in this process', () => {
  test('overwrites material after every use', async () => {
    const { engine, handedOut } = trackedEngine(new Uint8Array(32).fill(5));
    await engine.generate(version, 'wrap');
    await engine.generate(version, 'sign');
    const sealed = await engine.seal(version, new Uint8Array(32), aad);
    await engine.open(version, sealed ?? zeros, aad);
    await engine.sign(version, aad);
    await engine.holds(version);
    await expect(engine.open(version, zeros, aad)).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    expect(handedOut).toHaveLength(7);
    expect(handedOut).toEqual(handedOut.map(() => zeros));
  });

  test('says that there is no material', async () => {
    const { engine } = trackedEngine(undefined);
    expect(await engine.seal(version, zeros, aad)).toBeUndefined();
    expect(await engine.open(version, zeros, aad)).toBeUndefined();
    expect(await engine.sign(version, aad)).toBeUndefined();
    expect(await engine.holds(version)).toBe(false);
  });

  test('does not work with material that is not a key', async () => {
    const { engine, handedOut } = trackedEngine(new Uint8Array(31).fill(5));
    await expect(engine.seal(version, zeros, aad)).rejects.toMatchObject({ code: 'sealing/provider-answer' });
    expect(handedOut).toEqual([new Uint8Array(31)]);
  });
});
