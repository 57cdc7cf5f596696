import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addRecipient,
  encodeKeys,
  type Identity,
  newIdentity,
  parseKeys,
  type Recipient,
  randomBytes,
} from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile } from './open-file.ts';
import { openSealedFile } from './open-sealed-file.ts';
import { rekeyFile } from './rekey-file.ts';
import { nextVersion } from './rekey-payloads.ts';
import { sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-rekey-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [ada, bob] = [newIdentity(), newIdentity()];
const asAda: Identity[] = [{ kind: 'private-key', key: ada.privateJwk }];
const asBob: Identity[] = [{ kind: 'private-key', key: bob.privateJwk }];
const toBoth: Recipient[] = [ada, bob].map(({ publicJwk }) => ({ kind: 'public-key', key: publicJwk }));
const content = Buffer.from(randomBytes(1_000_000));

let made = 0;
async function sealed(recipients: readonly Recipient[] = toBoth) {
  const folder = join(root, `${made++}`);
  mkdirSync(folder);
  const source = join(folder, 'x');
  writeFileSync(source, content);
  const target = join(folder, 'x.floe');
  await sealFile({ source, target, recipients, segmentBytes: 4096 });
  return { target, keysPath: join(folder, 'x.keys.json') };
}

async function contentAs(identities: Identity[], sealedPath: string, keys?: Uint8Array): Promise<Uint8Array> {
  const file = await openSealedFile({
    sealed: sealedPath,
    identities,
    ...(keys === undefined ? {} : { keys }),
  });
  try {
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
}

describe('re-keying a file', () => {
  test('shuts out who is not named, and the old keys with them', async () => {
    const { target, keysPath } = await sealed();
    const [oldPayload, oldKeys] = [readFileSync(target), readFileSync(keysPath)];
    const result = await rekeyFile({ sealed: target, identities: asAda, keep: [ada.kid] });
    expect(result).toMatchObject({ version: '2', previousVersion: '1', sealedBytes: oldPayload.length });
    expect(result.previousRecipients.map(({ kid }) => kid)).toEqual([ada.kid, bob.kid]);
    expect(result.dropped).toMatchObject([{ kid: bob.kid, reason: 'not-kept' }]);
    expect(content.equals(await contentAs(asAda, target))).toBe(true);
    await expect(contentAs(asBob, target)).rejects.toMatchObject({ code: 'core/keys-not-for-you' });
    await expect(contentAs(asBob, target, oldKeys)).rejects.toMatchObject({
      code: 'core/sealed-key-mismatch',
    });
    // What nothing can change: the copy he kept.
    writeFileSync(`${target}.kept`, oldPayload);
    expect(content.equals(await contentAs(asBob, `${target}.kept`, oldKeys))).toBe(true);
  });

  test('keeps everyone who was vouched for unless told otherwise, and says whose passphrase it lacks', async () => {
    const { target } = await sealed([
      ...toBoth,
      { kind: 'passphrase', passphrase: Buffer.from('correct horse'), label: 'safe' },
    ]);
    const result = await rekeyFile({ sealed: target, identities: asAda, version: '2024-05' });
    expect(result.recipients.map(({ kid }) => kid)).toEqual([ada.kid, bob.kid]);
    expect(result.dropped).toMatchObject([{ label: 'safe', reason: 'needs-passphrase' }]);
    expect(result.version).toBe('2024-05');
    expect(content.equals(await contentAs(asBob, target))).toBe(true);
  });

  test('does not undo a change of the recipients that was made meanwhile', async () => {
    const { target, keysPath } = await sealed();
    const carol = newIdentity();
    const before = readFileSync(keysPath);
    const changed = await addRecipient(parseKeys(before), asAda, {
      kind: 'public-key',
      key: carol.publicJwk,
    });
    let done = false;
    const onProgress = () => {
      if (!done) writeFileSync(keysPath, encodeKeys(changed));
      done = true;
    };
    const rekeying = rekeyFile({ sealed: target, identities: asAda, onProgress });
    await expect(rekeying).rejects.toMatchObject({ code: 'sealing/source-changed' });
    const asCarol: Identity[] = [{ kind: 'private-key', key: carol.privateJwk }];
    expect(content.equals(await contentAs(asCarol, target))).toBe(true);
  });

  test('of an altered payload is refused and changes nothing', async () => {
    const { target, keysPath } = await sealed();
    const bytes = readFileSync(target);
    bytes[500_000] = (bytes[500_000] ?? 0) ^ 1;
    writeFileSync(target, bytes);
    const keys = readFileSync(keysPath);
    const rekeying = rekeyFile({ sealed: target, identities: asAda });
    await expect(rekeying).rejects.toMatchObject({ code: 'core/sealed-altered' });
    expect(readFileSync(keysPath).equals(keys)).toBe(true);
    expect(readFileSync(target).equals(bytes)).toBe(true);
  });

  test('that is stopped leaves the file as it was', async () => {
    const { target } = await sealed();
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('stopped'));
    const rekeying = rekeyFile({ sealed: target, identities: asAda, onProgress, signal: stop.signal });
    await expect(rekeying).rejects.toThrow('stopped');
    const back = `${target}.back`;
    await openFile({ sealed: target, identities: asBob, target: back });
    expect(readFileSync(back).equals(content)).toBe(true);
  });
});

describe('the version after', () => {
  test.each([
    ['1', '2'],
    ['9', '10'],
    ['v3', 'v4'],
    ['2024.05', '2024.6'],
    ['final', 'final.2'],
  ])('%s is %s', (version, next) => {
    expect(nextVersion(version)).toBe(next);
  });
});
