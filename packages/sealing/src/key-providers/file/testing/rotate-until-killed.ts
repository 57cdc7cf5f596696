import { writeSync } from 'node:fs';
import { systemClock } from '@ringwall/core';
import { openFileProvider } from '../file-provider.ts';

// Rotates a key of the folder given and says what each version wrapped, one line of JSON each, until it is killed.
const provider = await openFileProvider(
  'disk',
  { directory: 'keys' },
  {
    transport: () => Promise.reject(new Error('no transport')),
    clock: systemClock,
    readSecret: () => Promise.reject(new Error('no secret')),
    baseDirectory: process.argv[2] ?? '',
  },
);
for (;;) {
  await provider.rotateKey('main');
  const { plaintext, wrapped } = await provider.generateDataKey('main', {
    'ringwall:id': 'a',
    'ringwall:version': '1',
  });
  const line = {
    keyVersion: wrapped.keyVersion,
    ciphertext: Buffer.from(wrapped.ciphertext).toString('hex'),
    plaintext: Buffer.from(plaintext).toString('hex'),
  };
  // Straight to the descriptor: what was said must have left the process when it is killed.
  writeSync(1, `${JSON.stringify(line)}\n`);
}
