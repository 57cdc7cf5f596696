/**
 * Does work in batches: whatever arrives while one batch is under way is the next, so that a transaction is shared
 * by all who wait for it and nobody waits for a timer.
 */
export class Gathering<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #maxItems: number;
  readonly #underWay = new Set<Promise<Result>>();
  #waiting: { readonly item: Item; readonly done: PromiseWithResolvers<Result> }[] = [];
  #running: Promise<void> | undefined;

  /** `work` gives one result for each item, in their order. What it throws all of its batch are told. */
  constructor(work: (items: readonly Item[]) => Promise<readonly Result[]>, maxItems: number) {
    this.#work = work;
    this.#maxItems = maxItems;
  }

  add(item: Item): Promise<Result> {
    const done = Promise.withResolvers<Result>();
    const { promise } = done;
    this.#underWay.add(promise);
    const over = () => void this.#underWay.delete(promise);
    promise.then(over, over);
    this.#waiting.push({ item, done });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing that was added before is under way any more, whatever is added meanwhile. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #run(): Promise<void> {
    try {
      // Those who ask in the same turn share the first batch too.
      await Promise.resolve();
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, this.#maxItems);
        try {
          const results = await this.#work(batch.map(({ item }) => item));
          for (const [i, { done }] of batch.entries()) {
            const result = results[i];
            if (result === undefined) done.reject(new RangeError('A batch gave too few results.'));
            else done.resolve(result);
          }
        } catch (error) {
          for (const { done } of batch) done.reject(error);
        }
      }
    } finally {
      this.#running = undefined;
    }
  }
}
