// Runs one operation in a process of its own, for tests that end it in the middle or take away what it needs. With
// LEAVE_DESCRIPTORS it may open so many files and no more.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { RingwallError } from '@ringwall/core';
import { openFile } from '../files/open-file.ts';
import { rekeyFile } from '../files/rekey-file.ts';
import { sealFile } from '../files/seal-file.ts';
import { openFolder } from '../folders/open-folder.ts';
import { rekeyFolder } from '../folders/rekey-folder.ts';
import { sealFolder } from '../folders/seal-folder.ts';

const [operation, from = '', to = '', keyFile = '', publicKeyFile = ''] = process.argv.slice(2);
const identities = [{ kind: 'private-key', key: readFileSync(keyFile) }] as const;
const recipients = [{ kind: 'public-key', key: readFileSync(publicKeyFile) }] as const;
const checkpoints = { fromBytes: 0, everyMs: 0 };
const leave = process.env.LEAVE_DESCRIPTORS;
const held = leave === undefined ? [] : takeDescriptors(Number(leave));
try {
  await run();
} catch (error) {
  for (const descriptor of held.splice(0)) closeSync(descriptor);
  process.stderr.write(error instanceof RingwallError ? `${error.code}: ${error.message}\n` : String(error));
  process.exitCode = 3;
}
for (const descriptor of held) closeSync(descriptor);

/** Opens files until the system refuses, and gives some of them back. */
function takeDescriptors(left: number): number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    for (const descriptor of taken.splice(0, left)) closeSync(descriptor);
  }
  return taken;
}

async function run(): Promise<void> {
  switch (operation) {
    case 'seal':
      await sealFile({ source: from, target: to, recipients, segmentBytes: 4096, checkpoints });
      break;
    case 'replace':
      await sealFile({ source: from, target: to, recipients, segmentBytes: 4096, checkpoints, force: true });
      break;
    case 'open':
      await openFile({ sealed: from, target: to, identities, checkpoints });
      break;
    case 'rekey':
      await rekeyFile({ sealed: from, identities });
      break;
    case 'seal-folder':
      await sealFolder({ source: from, target: to, recipients, segmentBytes: 4096, shardBytes: 50_000 });
      break;
    case 'open-folder':
      await openFolder({ sealed: from, target: to, identities, noteBytes: 0 });
      break;
    case 'rekey-folder':
      await rekeyFolder({ sealed: from, identities });
      break;
    default:
      throw new Error(`There is no operation ${operation}.`);
  }
}
