import { z } from 'zod';

const bytes = z
  .int()
  .nonnegative()
  .max(2 ** 40);

/** Members of `ledger` about a disk that is full or fails. */
export const diskSchema = {
  /** Below this much free space no new traffic is recorded, nor served on strict routes; 0 turns it off. */
  minFreeBytes: bytes.default(512 << 20),
  /** Kept in a file, to be given up for what must still be recorded on a full disk; 0 for none. */
  reserveBytes: bytes.max(16 * 2 ** 30).default(64 << 20),
  /** Records of routes that go on without one which may wait in memory for the disk. */
  queuedRecords: z.int().positive().max(1_000_000).default(10_000),
};
