import { z } from 'zod';
import { isLoopbackName } from './loopback.ts';

/** Member of `ledger` about showing the log to whoever asks. */
export const publishSchema = {
  /** Serves checkpoint, tiles and entries without a session; absent: nowhere. */
  publish: z
    .strictObject({
      host: z
        .string()
        .refine(isLoopbackName, 'must be a loopback address: put a web server in front of it')
        .default('127.0.0.1'),
      port: z.int().min(0).max(65_535),
    })
    .optional(),
};
