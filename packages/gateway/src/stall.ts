/**
 * Records of strict routes that were late and of which it is not known yet what becomes. While there are any, the next
 * ones would only be late behind them, each holding a thread of the process and a body in memory.
 */
export class Stall {
  #unanswered = 0;
  readonly #waiting = new Set<(over: boolean) => void>();

  get isOver(): boolean {
    return this.#unanswered === 0;
  }

  /** Resolves to true once nothing late is unanswered, or to false after `ms`. */
  async over(ms: number): Promise<boolean> {
    if (this.isOver) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), ms);
    // Not as a handler of one long promise: those who gave up would stay on it for as long as the disk hangs.
    this.#waiting.add(resolve);
    const over = await promise;
    this.#waiting.delete(resolve);
    clearTimeout(timer);
    return over;
  }

  late(written: Promise<unknown>): void {
    this.#unanswered++;
    const answered = () => {
      this.#unanswered--;
      if (this.#unanswered > 0) return;
      for (const resolve of this.#waiting) resolve(true);
    };
    written.then(answered, answered);
  }
}
