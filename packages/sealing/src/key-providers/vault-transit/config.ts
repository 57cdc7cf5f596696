import { z } from 'zod';
import { serviceAddress } from '../remote/service-address.ts';

const path = z.string().min(1).max(4096);
const variable = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable');
const mount = z
  .string()
  .regex(/^[\w-]{1,64}(\/[\w-]{1,64}){0,7}$/, 'must be the path of a mount, without slashes around');

/** How to log in. */
export const vaultAuthSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('token'),
    tokenFile: path.optional(),
    tokenEnv: variable.optional(),
  }),
  z.strictObject({
    from: z.literal('app-role'),
    mount: mount.default('approle'),
    roleIdFile: path.optional(),
    roleIdEnv: variable.optional(),
    secretIdFile: path.optional(),
    secretIdEnv: variable.optional(),
  }),
]);
export type VaultAuthConfig = z.infer<typeof vaultAuthSchema>;

export const vaultTransitConfigSchema = z.strictObject({
  address: serviceAddress,
  /** Where the transit engine is mounted. */
  mount: mount.default('transit'),
  namespace: z
    .string()
    .regex(/^[\w-]{1,64}(\/[\w-]{1,64}){0,15}\/?$/, 'must be the path of a namespace')
    .optional(),
  auth: vaultAuthSchema,
});
export type VaultTransitConfig = z.infer<typeof vaultTransitConfigSchema>;
