import { z } from 'zod';

/** What things are called in the configuration. */
export const configName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens');
