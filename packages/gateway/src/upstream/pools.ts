import { Pool } from 'undici';

/** Makes the connections to one upstream. */
export type OpenPool = (origin: string) => Pool;

const openPool: OpenPool = (origin) =>
  // 256 connections: an LLM answer holds its connection for seconds, so concurrency needs many.
  new Pool(origin, {
    connections: 256,
    pipelining: 1,
    connect: { timeout: 10_000, minVersion: 'TLSv1.3' },
  });

/** One connection pool an origin, opened when first needed. */
export class Pools {
  readonly #pools = new Map<string, Pool>();
  readonly #open: OpenPool;

  constructor(open: OpenPool = openPool) {
    this.#open = open;
  }

  get(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = this.#open(origin);
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }
}
