import { z } from 'zod';

/** Signs somebody in once: an invitation, or a login link. */
export const entryToken = z
  .object({
    token: z.string().describe('Goes behind `#login=` in the address of the console.'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'EntryToken' });
