import { z } from 'zod';
import { serviceAddress } from '../remote/service-address.ts';

const path = z.string().min(1).max(4096);
const variable = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable');

/** The metadata server of Google's machines: plain http by design, to a name that never leaves the host. */
const metadataAddress = z.union([z.literal('http://metadata.google.internal'), serviceAddress], {
  error: 'must be https or the metadata server',
});

/** Where access tokens come from. */
export const googleCredentialsSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('service-account'),
    /** The key of a service account, as JSON. */
    keyFile: path.optional(),
    keyEnv: variable.optional(),
  }),
  z.strictObject({
    from: z.literal('metadata'),
    endpoint: metadataAddress.default('http://metadata.google.internal'),
  }),
  z.strictObject({
    from: z.literal('token'),
    tokenFile: path.optional(),
    tokenEnv: variable.optional(),
  }),
]);
export type GoogleCredentialsConfig = z.infer<typeof googleCredentialsSchema>;

export const googleKmsConfigSchema = z.strictObject({
  keyRing: z
    .string()
    .regex(
      /^projects\/[a-z0-9:.-]{1,128}\/locations\/[a-z0-9-]{1,64}\/keyRings\/[\w-]{1,63}$/,
      'must be projects/.../locations/.../keyRings/...',
    ),
  endpoint: serviceAddress.default('https://cloudkms.googleapis.com'),
  credentials: googleCredentialsSchema,
  /** Of new keys. */
  protectionLevel: z.enum(['SOFTWARE', 'HSM']).default('SOFTWARE'),
  /** Of new keys: how long Google keeps a version after it was told to destroy it. */
  destroyAfterDays: z.int().min(1).max(120).default(30),
});
export type GoogleKmsConfig = z.infer<typeof googleKmsConfigSchema>;
