import { parentPort } from 'node:worker_threads';
import { parseOwnPolicies } from './active-policies.ts';

// The thread that reads policies nobody has looked at yet. What Cedar's module throws ends it: a module that has
// failed once answers nobody any more.

parentPort?.on('message', (text: string) => parentPort?.postMessage(parseOwnPolicies(text)));
