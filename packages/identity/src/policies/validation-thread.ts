import { Worker } from 'node:worker_threads';
import { IdentityError } from '../errors.ts';
import type { ParsedPolicies } from './policy-set.ts';
import { type InTurn, takeTurns } from './turns.ts';

/** Several times what the largest text takes on a slow machine. */
const timeLimitMs = 20_000;

interface Parts {
  /** Starts a thread that answers texts with what `parseOwnPolicies` makes of them, in their order. */
  readonly start?: () => Worker;
  /** Aborts when the text that is begun now has taken too long. */
  readonly limit?: () => AbortSignal;
}

/**
 * Reads texts of policies where they hold up nobody: Cedar takes seconds for one that is large. One at a time, on a
 * thread that starts with the first text; one that takes too long or makes Cedar fail costs the thread, which starts
 * anew for the next.
 */
export class ValidationThread {
  readonly #start: () => Worker;
  readonly #limit: () => AbortSignal;
  readonly #inTurn: InTurn = takeTurns();
  #worker: Worker | undefined;
  #asked: PromiseWithResolvers<ParsedPolicies> | undefined;
  #closed = false;

  constructor({ start = startWorker, limit = () => AbortSignal.timeout(timeLimitMs) }: Parts = {}) {
    this.#start = start;
    this.#limit = limit;
  }

  /** As `parseOwnPolicies`. @throws IdentityError identity/policy-busy, identity/policy-unread */
  parse(text: string): Promise<ParsedPolicies> {
    return this.#inTurn(() => this.#ask(text));
  }

  /** Ends the thread; texts that are not read yet are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end(unread('The server is shutting down.'));
  }

  async #ask(text: string): Promise<ParsedPolicies> {
    if (this.#closed) throw unread('The server is shutting down.');
    const asked = Promise.withResolvers<ParsedPolicies>();
    const limit = this.#limit();
    limit.onabort = () => asked.reject(unread('Cedar takes too long to read them.'));
    this.#asked = asked;
    try {
      this.#worker ??= this.#begin();
      const worker = this.#worker;
      worker.ref();
      worker.postMessage(text);
      const answer = await asked.promise;
      // A thread that rests keeps no process.
      worker.unref();
      return answer;
    } catch (error) {
      const refusal =
        error instanceof IdentityError ? error : unread('No thread to read them can start.', error);
      this.#asked = undefined;
      await this.#end(refusal);
      throw refusal;
    } finally {
      limit.onabort = null;
      this.#asked = undefined;
    }
  }

  #begin(): Worker {
    const worker = this.#start();
    const lost = (cause?: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#asked?.reject(unread('Cedar failed on them.', cause));
    };
    worker.on('message', (answer: ParsedPolicies) => {
      if (this.#worker === worker) this.#asked?.resolve(answer);
    });
    worker.on('error', lost);
    worker.on('exit', () => lost());
    return worker;
  }

  async #end(refusal: IdentityError): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#asked?.reject(refusal);
    await worker?.terminate();
  }
}

function unread(detail: string, cause?: unknown): IdentityError {
  return new IdentityError('identity/policy-unread', detail, { cause });
}

function startWorker(): Worker {
  return new Worker(new URL('./validation-worker.ts', import.meta.url), {
    execArgv: [],
    // No more stack than the thread has that decides by what is found good here.
    resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 1 },
  });
}
