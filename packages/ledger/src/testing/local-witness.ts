import { openWitness } from '../witness/witness.ts';
import type { WitnessTransport } from '../witness/witness-client.ts';
import { openWitnessKeys } from '../witness/witness-keys.ts';
import { answerWitnessRequest } from '../witness/witness-routes.ts';
import { TestClock } from './fixtures.ts';
import { MemoryFiles } from './memory-files.ts';

/** A whole witness in memory, and a transport that reaches it without a socket. */
export async function localWitness(options: {
  readonly logs: readonly string[];
  readonly name?: string;
  readonly files?: MemoryFiles;
}) {
  const { logs, name = 'witness.example', files = new MemoryFiles() } = options;
  const clock = new TestClock();
  const keys = await openWitnessKeys(files, '/witness', { name, check: async () => undefined });
  const witness = await openWitness({ directory: '/witness', keys, logs, clock, files });
  const requests: string[] = [];
  let down: Error | undefined;
  const transport: WitnessTransport = async ({ method, url, body = new Uint8Array(0) }) => {
    const { pathname, search } = new URL(url);
    requests.push(`${method} ${pathname}${search}`);
    if (down) throw down;
    const reply = await answerWitnessRequest(witness, { method, url: pathname + search, body });
    return { status: reply.status, body: Buffer.from(reply.body) };
  };
  return {
    ...{ witness, files, clock, transport, keys: keys.verifierKeys, url: `http://${name}` },
    /** What it was asked so far, as `POST /add-checkpoint`. */
    requests,
    /** Lets every request fail until it is called with nothing. */
    fail(error?: Error): void {
      down = error;
    },
  };
}
