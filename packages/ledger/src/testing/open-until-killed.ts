import { type KeyringOptions, openKeyring } from '../keyring/keyring.ts';
import { LocalKeyProvider } from './local-key-provider.ts';
import { watchedFiles } from './watched-files.ts';

// Started by key-kill.test.ts as a process of its own: seals a key directory and is killed, by its own hand and with
// SIGKILL, right before its nth step on the disk. Ends with 0 where it took fewer steps than that.
const [directory = '', steps = '0'] = process.argv.slice(2);
const provider = new LocalKeyProvider('a', 'seed of a');
let left = Number(steps);
const files = watchedFiles((operation) => {
  // Reading changes nothing that a kill could leave half done.
  if (operation === 'read' || operation === 'size') return;
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
});
const options: KeyringOptions = { seal: { kind: 'provider', provider, keyId: 'ringwall' }, files };
await openKeyring(directory, options);
