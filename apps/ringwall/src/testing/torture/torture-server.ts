import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseBoundedJson, systemClock } from '@ringwall/core';
import { nodeFiles } from '@ringwall/ledger';
import { z } from 'zod';
import { loadConfig } from '../../config/load.ts';
import { startServer } from '../../server/server.ts';
import { faultyFiles } from './faulty-files.ts';
import { LossyFiles } from './lossy-files.ts';
import { between, seededRandom } from './seeded-random.ts';

// Started by torture.ts as a process of its own: a whole server that is killed, by its own hand or from outside. It
// is told its round in a first line, and to let things go wrong by a second one. It tells its parent in lines of JSON
// where it listens, and how many entries it has told anybody are durable.
const told = z.strictObject({
  directory: z.string(),
  createKey: z.boolean(),
  round: z.strictObject({
    seed: z.number(),
    unsynced: z.enum(['kept', 'dropped', 'torn']),
    fault: z.enum(['none', 'disk-full', 'failing-sync', 'slow-sync', 'clock-jumps']),
    killAtStep: z.number().optional(),
    answers: z.number(),
  }),
});
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done === true) process.exit(0);
const { directory, createKey, round } = told.parse(parseBoundedJson(first.value, { maxBytes: 4096 }));
const { unsynced, fault, killAtStep } = round;
const random = seededRandom(round.seed);
const lossy = unsynced === 'kept' ? undefined : new LossyFiles(random);
let steps = 0;
let clockOffsetMs = 0;
let begun = false;

/** A line at once: nothing said may be lost with the process. */
function tell(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const files = faultyFiles(lossy ?? nodeFiles, {
  fault,
  random,
  lost: (path) => lossy?.loseDirty(path),
  step() {
    if (unsynced === 'torn' && random() < 0.1) lossy?.writeBack(0.3);
    if (fault === 'clock-jumps' && begun && random() < 0.05) {
      clockOffsetMs = between(random, -90_000_000, 90_000_000);
    }
    if (steps++ !== killAtStep) return;
    if (unsynced === 'torn') lossy?.writeBack(random());
    process.kill(process.pid, 'SIGKILL');
  },
  written(path, bytes) {
    if (path.endsWith('/acknowledged') && bytes.length === 8) {
      tell({ durable: Number(Buffer.from(bytes).readBigUInt64BE()) });
    }
  },
});
const config = loadConfig({ data: `${directory}/data`, port: 0, consolePort: 0 }, {}, directory);
const server = await startServer(config, {
  log: (level, message, fields) =>
    void process.stderr.write(`${level} ${message} ${JSON.stringify(fields)}\n`),
  clock: { now: () => systemClock.now() + clockOffsetMs },
  ledgerFiles: files,
  ledgerSegmentBytes: 32 << 10,
});
const key = createKey
  ? await server.identity.keys.create({ name: 'torture' }, { kind: 'shell', id: 'local' })
  : undefined;
void lines.next().then(({ done }) => {
  if (done === true) return;
  begun = true;
  files.begin();
});
tell({ gatewayUrl: server.gatewayUrl, ...(key && { key: key.secret.reveal() }) });
process.once('SIGTERM', () => {
  void server.close('torture over').then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
