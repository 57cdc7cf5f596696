import { createPublicKey, constants as cryptoConstants, verify } from 'node:crypto';
import type { KeyContext, ProviderPublicKey, ProviderSignature } from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyUse, ManagedKeyProvider } from './key-provider-kind.ts';
import { dueKeys } from './rotation-schedule.ts';

/** What a kind can do; what it cannot must be refused with sealing/key-unsupported. */
export interface ProviderAbilities {
  readonly create: boolean;
  readonly rotate: boolean;
  /** Whether that holds for signing keys too; it does by default. */
  readonly rotateSigning?: boolean;
  readonly sign: boolean;
  readonly disable: boolean;
  /** `later`: the service keeps the material for a waiting period and refuses to use it meanwhile. */
  readonly destroy: 'at-once' | 'later' | 'no';
  /** Whether one version can be destroyed while others stay; it can by default. */
  readonly destroyOne?: boolean;
  /** Whether keys are given a rotation schedule. */
  readonly schedule: boolean;
}

/** A back end that starts empty, and what is needed to use it. */
export interface ProviderHarness {
  /** Opens the provider; every call reaches the same keys. */
  open(): Promise<ManagedKeyProvider>;
  /** Makes a key by the back end's own means, for kinds that cannot create; its id. */
  prepare?(use: KeyUse): Promise<string>;
  /** A name for a key that does not exist yet; any text without white space by default. */
  newName?(use: KeyUse): string;
  close(): Promise<void>;
}

const context: KeyContext = { 'ringwall:id': '01J9ZC2M5Q', 'ringwall:version': '1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What holds for every kind of key provider. */
export function keyProviderContract(
  title: string,
  abilities: ProviderAbilities,
  start: () => Promise<ProviderHarness>,
): void {
  describe(`${title} as a key provider`, () => {
    let harness: ProviderHarness;
    let provider: ManagedKeyProvider;
    let made = 0;

    beforeAll(async () => {
      harness = await start();
      provider = await harness.open();
    });

    afterAll(async () => {
      await provider?.close();
      await harness?.close();
    });

    const name = (use: KeyUse): string => harness.newName?.(use) ?? `${use}-${++made}`;

    async function key(use: KeyUse = 'wrap'): Promise<string> {
      if (harness.prepare !== undefined) return harness.prepare(use);
      return (await provider.createKey(name(use), { use })).keyId;
    }

    async function info(keyId: string) {
      return (await provider.listKeys()).find((candidate) => candidate.keyId === keyId);
    }

    test('makes a new data key of 32 bytes each time, and names what wrapped it', async () => {
      const keyId = await key();
      const [one, two] = [
        await provider.generateDataKey(keyId, context),
        await provider.generateDataKey(keyId, context),
      ];
      expect(one.plaintext).toHaveLength(32);
      expect(Buffer.from(one.plaintext).equals(two.plaintext)).toBe(false);
      expect(Buffer.from(one.wrapped.ciphertext).includes(one.plaintext)).toBe(false);
      expect(one.wrapped).toMatchObject({ provider: provider.name, keyId });
      expect(one.wrapped.keyVersion).toBe((await info(keyId))?.versions.at(-1)?.keyVersion);
    });

    test('unwraps what it wrapped, also when opened again and with the context in another order', async () => {
      const made = await provider.generateDataKey(await key(), context);
      expect(Buffer.from(await provider.unwrap(made.wrapped, context))).toEqual(Buffer.from(made.plaintext));
      const again = await harness.open();
      const turned = Object.fromEntries(Object.entries(context).toReversed());
      expect(Buffer.from(await again.unwrap(made.wrapped, turned))).toEqual(Buffer.from(made.plaintext));
      await again.close();
    });

    test.each<[string, KeyContext]>([
      ['another value', { ...context, 'ringwall:version': '2' }],
      ['a member less', { 'ringwall:id': '01J9ZC2M5Q' }],
      ['a member more', { ...context, 'ringwall:path': 'a' }],
      ['no member', {}],
    ])('refuses to unwrap with a context that has %s', async (_, other) => {
      const { wrapped } = await provider.generateDataKey(await key(), context);
      await expect(provider.unwrap(wrapped, other)).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    });

    test('refuses a wrapped key that was altered, cut or emptied', async () => {
      const { wrapped } = await provider.generateDataKey(await key(), context);
      const { ciphertext } = wrapped;
      const flipped = [0, ciphertext.length >> 1, ciphertext.length - 1].map((at) =>
        ciphertext.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      for (const other of [...flipped, ciphertext.slice(0, -1), new Uint8Array(0)]) {
        await expect(provider.unwrap({ ...wrapped, ciphertext: other }, context)).rejects.toMatchObject({
          code: 'sealing/unwrap-failed',
        });
      }
    });

    test('refuses a wrapped key under the name of another key', async () => {
      const { wrapped } = await provider.generateDataKey(await key(), context);
      const keyId = await key();
      const keyVersion = (await info(keyId))?.versions.at(-1)?.keyVersion ?? '';
      await expect(provider.unwrap({ ...wrapped, keyId, keyVersion }, context)).rejects.toMatchObject({
        code: 'sealing/unwrap-failed',
      });
    });

    test('says that a key or a version does not exist', async () => {
      const missing = { code: 'sealing/key-unknown' };
      const unknown = name('wrap');
      const { wrapped } = await provider.generateDataKey(await key(), context);
      await expect(provider.generateDataKey(unknown, context)).rejects.toMatchObject(missing);
      await expect(provider.unwrap({ ...wrapped, keyId: unknown }, context)).rejects.toMatchObject(missing);
      if (abilities.sign) {
        await expect(provider.sign(unknown, utf8('x'))).rejects.toMatchObject(missing);
        await expect(provider.publicKey(unknown)).rejects.toMatchObject(missing);
      }
    });

    test('serves many at once', async () => {
      const keyId = await key();
      const made = await Promise.all(
        Array.from({ length: 16 }, () => provider.generateDataKey(keyId, context)),
      );
      const opened = await Promise.all(made.map(({ wrapped }) => provider.unwrap(wrapped, context)));
      expect(opened.map((plain) => Buffer.from(plain))).toEqual(
        made.map(({ plaintext }) => Buffer.from(plaintext)),
      );
    });

    test('does nothing for a caller who has given up', async () => {
      const keyId = await key();
      await expect(provider.generateDataKey(keyId, context, AbortSignal.abort())).rejects.toThrow();
    });

    test.runIf(abilities.create)('makes no second key of the same name', async () => {
      const keyId = await key();
      await expect(provider.createKey(keyId, { use: 'wrap' })).rejects.toMatchObject({
        code: 'sealing/key-exists',
      });
    });

    test.runIf(abilities.create)('lists a key with its use and its versions', async () => {
      const keyId = await key();
      const listed = await info(keyId);
      expect(listed).toMatchObject({ keyId, use: 'wrap' });
      expect(listed?.versions).toMatchObject([{ state: 'enabled' }]);
    });

    test.runIf(abilities.create && abilities.schedule)('says when a rotation is due', async () => {
      const { keyId } = await provider.createKey(name('wrap'), { use: 'wrap', rotateEveryDays: 30 });
      const listed = await info(keyId);
      const createdAt = listed?.versions[0]?.createdAt ?? Number.NaN;
      expect(listed?.nextRotation).toBe(createdAt + 30 * 86_400_000);
      const all = await provider.listKeys();
      const dueAt = (now: number) => dueKeys(all, { now: () => now }).map((due) => due.keyId);
      expect(dueAt(createdAt + 30 * 86_400_000)).toContain(keyId);
      expect(dueAt(createdAt + 30 * 86_400_000 - 1)).not.toContain(keyId);
    });

    test.runIf(abilities.rotate)(
      'wraps under the new version after a rotation and unwraps the old',
      async () => {
        const keyId = await key();
        const old = await provider.generateDataKey(keyId, context);
        const rotated = await provider.rotateKey(keyId);
        const fresh = await provider.generateDataKey(keyId, context);
        expect(fresh.wrapped.keyVersion).not.toBe(old.wrapped.keyVersion);
        expect(rotated.versions.map(({ keyVersion }) => keyVersion)).toEqual([
          old.wrapped.keyVersion,
          fresh.wrapped.keyVersion,
        ]);
        for (const { wrapped, plaintext } of [old, fresh]) {
          expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
        }
      },
    );

    test.runIf(abilities.sign)('signs what its public key verifies, of every version', async () => {
      const keyId = await key('sign');
      const message = utf8('a checkpoint');
      const signature = await provider.sign(keyId, message);
      const publicKey = await provider.publicKey(keyId);
      expect(publicKey.keyVersion).toBe(signature.keyVersion);
      expect(verifies(publicKey, message, signature)).toBe(true);
      expect(verifies(publicKey, utf8('another'), signature)).toBe(false);
      if (!abilities.rotate || abilities.rotateSigning === false) return;
      await provider.rotateKey(keyId);
      const newer = await provider.sign(keyId, message);
      expect(newer.keyVersion).not.toBe(signature.keyVersion);
      expect(verifies(await provider.publicKey(keyId), message, newer)).toBe(true);
      expect(verifies(publicKey, message, newer)).toBe(false);
      expect(await provider.publicKey(keyId, signature.keyVersion)).toEqual(publicKey);
    });

    test.runIf(abilities.sign)('shows no private part of a signing key', async () => {
      const { jwk } = await provider.publicKey(await key('sign'));
      expect(
        Object.keys(jwk).filter((member) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].includes(member)),
      ).toEqual([]);
    });

    test.runIf(abilities.sign)('does not wrap with a signing key, nor sign with a wrapping key', async () => {
      const unsupported = { code: 'sealing/key-unsupported' };
      await expect(provider.generateDataKey(await key('sign'), context)).rejects.toMatchObject(unsupported);
      await expect(provider.sign(await key('wrap'), utf8('x'))).rejects.toMatchObject(unsupported);
    });

    test.runIf(abilities.disable)('uses a disabled version for nothing until it is enabled', async () => {
      const keyId = await key();
      const { wrapped, plaintext } = await provider.generateDataKey(keyId, context);
      await provider.setVersionState(keyId, wrapped.keyVersion, 'disabled');
      const disabled = { code: 'sealing/key-disabled' };
      await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject(disabled);
      await expect(provider.generateDataKey(keyId, context)).rejects.toMatchObject(disabled);
      await provider.setVersionState(keyId, wrapped.keyVersion, 'enabled');
      expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(Buffer.from(plaintext));
    });

    test.runIf(abilities.destroy !== 'no')('unwraps nothing with a destroyed version, for good', async () => {
      const keyId = await key();
      const { wrapped } = await provider.generateDataKey(keyId, context);
      const before = (await info(keyId))?.versions[0];
      const destroyed = await provider.destroyVersion(keyId, wrapped.keyVersion);
      expect(destroyed).toMatchObject({
        provider: provider.name,
        kind: provider.kind,
        keyId,
        keyVersion: wrapped.keyVersion,
      });
      expect(destroyed.fingerprint).toBe(before?.fingerprint);
      const later = abilities.destroy === 'later';
      expect(destroyed.effectiveAt > destroyed.requestedAt).toBe(later);
      expect((provider.destroyDelayMs ?? 0) > 0).toBe(later);
      const gone = { code: 'sealing/key-destroyed' };
      await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject(gone);
      await expect(provider.generateDataKey(keyId, context)).rejects.toMatchObject(gone);
      await expect(provider.destroyVersion(keyId, wrapped.keyVersion)).rejects.toMatchObject(gone);
      const [listed] = (await info(keyId))?.versions ?? [];
      expect(listed).toMatchObject({
        keyVersion: wrapped.keyVersion,
        state: later ? 'destroy-scheduled' : 'destroyed',
        destroyedAt: destroyed.effectiveAt,
      });
      const again = await harness.open();
      await expect(again.unwrap(wrapped, context)).rejects.toMatchObject(gone);
      await again.close();
    });

    test.runIf(abilities.destroy !== 'no' && abilities.rotate && abilities.destroyOne !== false)(
      'keeps the other versions when one is destroyed',
      async () => {
        const keyId = await key();
        const old = await provider.generateDataKey(keyId, context);
        await provider.rotateKey(keyId);
        const fresh = await provider.generateDataKey(keyId, context);
        await provider.destroyVersion(keyId, old.wrapped.keyVersion);
        await expect(provider.unwrap(old.wrapped, context)).rejects.toMatchObject({
          code: 'sealing/key-destroyed',
        });
        expect(Buffer.from(await provider.unwrap(fresh.wrapped, context))).toEqual(
          Buffer.from(fresh.plaintext),
        );
      },
    );

    test('says what it has no verb for', async () => {
      const keyId = await key();
      const version = (await info(keyId))?.versions.at(-1)?.keyVersion ?? '1';
      const unsupported = { code: 'sealing/key-unsupported' };
      const refused: (() => Promise<unknown>)[] = [];
      if (!abilities.create) refused.push(() => provider.createKey(name('wrap'), { use: 'wrap' }));
      if (!abilities.rotate) refused.push(() => provider.rotateKey(keyId));
      if (!abilities.disable) refused.push(() => provider.setVersionState(keyId, version, 'disabled'));
      if (abilities.destroy === 'no') refused.push(() => provider.destroyVersion(keyId, version));
      if (!abilities.sign)
        refused.push(
          () => provider.sign(keyId, utf8('x')),
          () => provider.publicKey(keyId),
        );
      for (const call of refused) await expect(call()).rejects.toMatchObject(unsupported);
    });
  });
}

function verifies(
  publicKey: ProviderPublicKey,
  message: Uint8Array,
  { algorithm, signature }: ProviderSignature,
): boolean {
  if (publicKey.algorithm !== algorithm) return false;
  const key = createPublicKey({ key: { ...publicKey.jwk }, format: 'jwk' });
  switch (algorithm) {
    case 'Ed25519':
      return verify(null, message, key, signature);
    case 'ES256':
      return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'PS256':
      return verify(
        'sha256',
        message,
        { key, padding: cryptoConstants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
        signature,
      );
  }
}
