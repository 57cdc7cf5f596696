import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { openKeyring } from '../keyring/keyring.ts';

// Started by key-memory.test.ts as a process of its own: opens a sealed key directory, says so, and holds the keys
// until its input ends.
const [directory = '', passphraseFile = ''] = process.argv.slice(2);

async function readPassphrase(): Promise<Uint8Array> {
  const file = openSync(passphraseFile, 'r');
  try {
    const passphrase = new Uint8Array(new ArrayBuffer(fstatSync(file).size));
    readSync(file, passphrase);
    return passphrase;
  } finally {
    closeSync(file);
  }
}

const keys = await openKeyring(directory, { seal: { kind: 'passphrase', readPassphrase } });
process.stdout.write('open\n');
process.stdin.resume();
process.stdin.on('end', () => process.exit(keys.encryptionKeyVersions.length === 1 ? 0 : 1));
