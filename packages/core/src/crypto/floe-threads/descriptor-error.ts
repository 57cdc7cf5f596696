/** Which of a job's two files a system call failed on. */
export type DescriptorSide = 'source' | 'target';

/**
 * A file that was read or written failed. The caller knows the paths and says it in words; `failure` is the system's
 * name of the error (`ENOSPC`), or `too-short` where the source ended before its size.
 */
export class DescriptorError extends Error {
  readonly side: DescriptorSide;
  readonly failure: string;

  constructor(side: DescriptorSide, failure: string, options?: { readonly cause?: unknown }) {
    super(`The ${side} failed: ${failure}.`, options);
    this.name = 'DescriptorError';
    this.side = side;
    this.failure = failure;
  }

  /** From what a system call threw; anything else comes back as it is. */
  static of(side: DescriptorSide, cause: unknown): unknown {
    if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause;
    return new DescriptorError(side, cause.code, { cause });
  }
}
