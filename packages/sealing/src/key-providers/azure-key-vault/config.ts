import { z } from 'zod';
import { serviceAddress } from '../remote/service-address.ts';

const path = z.string().min(1).max(4096);
const variable = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable');
const id = z.string().regex(/^[\w.-]{1,128}$/, 'must be an id or a domain');

/** The token service of Azure's machines: plain http by design, to an address that never leaves the host. */
const identityAddress = z.union([z.literal('http://169.254.169.254'), serviceAddress], {
  error: 'must be https or the metadata service',
});

const entra = {
  tenantId: id,
  clientId: id,
  authority: serviceAddress.default('https://login.microsoftonline.com'),
};

/** Where access tokens come from. */
export const azureCredentialsSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('client-secret'),
    ...entra,
    secretFile: path.optional(),
    secretEnv: variable.optional(),
  }),
  z.strictObject({
    from: z.literal('client-assertion'),
    ...entra,
    /** A JWT that something else keeps fresh, such as a cluster's token for its workload. */
    assertionFile: path,
  }),
  z.strictObject({
    from: z.literal('managed-identity'),
    /** Of a user-assigned identity. */
    clientId: id.optional(),
    endpoint: identityAddress.default('http://169.254.169.254'),
  }),
  z.strictObject({
    from: z.literal('token'),
    tokenFile: path.optional(),
    tokenEnv: variable.optional(),
  }),
]);
export type AzureCredentialsConfig = z.infer<typeof azureCredentialsSchema>;

export const azureKeyVaultConfigSchema = z.strictObject({
  /** `https://name.vault.azure.net`, or that of a managed HSM. */
  vault: serviceAddress,
  /** Whom tokens are for; other in sovereign clouds and for managed HSMs. */
  resource: serviceAddress.default('https://vault.azure.net'),
  credentials: azureCredentialsSchema,
  /** Of new keys: made and kept in hardware. */
  hardware: z.boolean().default(false),
  /** Of new wrapping keys. */
  rsaBits: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]).default(3072),
  /** Destroys at once instead of leaving deleted keys recoverable for the vault's retention period. */
  purge: z.boolean().default(false),
});
export type AzureKeyVaultConfig = z.infer<typeof azureKeyVaultConfigSchema>;
