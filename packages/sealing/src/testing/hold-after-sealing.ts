import { readFileSync } from 'node:fs';
import { parsePrivateKey } from '@ringwall/core';
import { openFile } from '../files/open-file.ts';
import { sealFile } from '../files/seal-file.ts';

// Started by key-memory.test.ts as a process of its own: seals a file, opens it, says so, and waits until its input
// ends.
const [source = '', publicPem = '', privatePem = ''] = process.argv.slice(2);
const target = `${source}.floe`;
await sealFile({ source, target, recipients: [{ kind: 'public-key', key: readFileSync(publicPem) }] });
const key = await parsePrivateKey(readFileSync(privatePem));
await openFile({ sealed: target, target: `${source}.opened`, identities: [{ kind: 'private-key', key }] });
process.stdout.write('done\n');
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
