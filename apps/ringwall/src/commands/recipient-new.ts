import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { newIdentity, sealPrivateKey } from '@ringwall/core';
import { newPassphrase } from '../cli/passphrase.ts';
import { hint, print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

interface NewFlags {
  readonly out: string;
  readonly passphrase?: boolean;
  readonly passphraseFile?: string;
  readonly generatePassphrase?: boolean;
  readonly json?: boolean;
}

/** Makes a pair of keys. The private one is shown nowhere. */
export async function newRecipient(flags: NewFlags, terminal: Terminal): Promise<number> {
  if (/\.pub\.jwk$/i.test(flags.out) || !/\.jwk$/i.test(flags.out)) {
    throw new AppError('app/usage', '--out names the private key, such as alice.jwk.');
  }
  const privatePath = resolve(terminal.cwd, flags.out);
  const publicPath = privatePath.replace(/\.jwk$/i, '.pub.jwk');
  const { privateJwk, publicJwk, kid } = newIdentity();
  try {
    const content = await contentOf(privateJwk, flags, terminal);
    // First the one that opens: a kill in between must not leave a public key that nobody has the other half of.
    writeNew(privatePath, content, 0o600);
    try {
      writeNew(publicPath, Buffer.from(publicJwk), 0o644);
    } catch (error) {
      rmSync(privatePath, { force: true });
      throw error;
    }
  } finally {
    privateJwk.fill(0);
  }
  if (flags.json) {
    printJson(terminal, { kid, private: privatePath, public: publicPath });
    return 0;
  }
  print(terminal, publicPath);
  hint(
    terminal,
    `Key ${kid}\n` +
      `Private  ${privatePath}: opens what is sealed to it. Keep it, and a copy of it elsewhere.\n` +
      `Public   ${publicPath}: give it to whoever seals for you.\n`,
  );
  return 0;
}

async function contentOf(privateJwk: Uint8Array, flags: NewFlags, terminal: Terminal): Promise<Uint8Array> {
  const sealed = flags.passphrase || flags.generatePassphrase || flags.passphraseFile !== undefined;
  if (!sealed) return privateJwk;
  const passphrase = await newPassphrase(
    {
      purpose: `the key ${flags.out}`,
      file: flags.passphraseFile === undefined ? undefined : resolve(terminal.cwd, flags.passphraseFile),
      generate: flags.generatePassphrase,
    },
    terminal,
  );
  try {
    return await sealPrivateKey(privateJwk, passphrase);
  } finally {
    passphrase.fill(0);
  }
}

/** Never in place of a key that is there: nothing opens what was sealed to that one any more. */
function writeNew(path: string, content: Uint8Array, mode: number): void {
  let fd: number;
  try {
    fd = openSync(path, 'wx', mode);
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new AppError(
      'app/path-missing',
      exists ? `${path} exists, and a key is never replaced.` : `${path} cannot be written.`,
      { cause },
    );
  }
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
