import { z } from 'zod';
import { baseUrl } from './base-url.ts';

/** A note holds the cosignatures of all of them, and is bounded. */
const maxWitnesses = 8;

const witness = z.strictObject({
  url: baseUrl.transform((url) => url.replace(/\/+$/, '')),
  /** Its public keys, as `ringwall ledger witness` prints them. */
  keys: z.array(z.string().trim().min(1).max(4096)).min(1).max(4),
});

/** Members of `ledger` about those who cosign its checkpoints. */
export const witnessSchema = {
  witnesses: z.array(witness).max(maxWitnesses).default([]),
  /** How often a witness is sent what is new. */
  witnessEverySeconds: z.number().min(0.05).max(86_400).default(1),
};
