import { z } from 'zod';

/** Member of `ledger` about showing the log to whoever asks. */
export const publishSchema = {
  /** Serves checkpoint, tiles and entries without a session; absent: nowhere. */
  publish: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      tls: z.literal(false).optional(),
      port: z.int().min(0).max(65_535),
    })
    .optional(),
};
