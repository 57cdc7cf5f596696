// Runs one operation named by its JSON arguments in a process of its own, for tests that end it in the middle.
import { readFileSync } from 'node:fs';
import { openFile } from '../files/open-file.ts';
import { rekeyFile } from '../files/rekey-file.ts';
import { sealFile } from '../files/seal-file.ts';

const [operation, from = '', to = '', keyFile = '', publicKeyFile = ''] = process.argv.slice(2);
const identities = [{ kind: 'private-key', key: readFileSync(keyFile) }] as const;
const recipients = [{ kind: 'public-key', key: readFileSync(publicKeyFile) }] as const;
const checkpoints = { fromBytes: 0, everyMs: 0 };
try {
  await run();
} catch (error) {
  process.stderr.write(error instanceof Error ? `${error.message}\n` : 'failed\n');
  process.exitCode = 3;
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
    default:
      throw new Error(`There is no operation ${operation}.`);
  }
}
