import { z } from 'zod';
import { serviceAddress } from '../remote/service-address.ts';

const path = z.string().min(1).max(4096);
const variable = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable');

/**
 * Where the Elastic Compute Cloud and its containers hand out credentials: plain http by design, to addresses that
 * never leave the host (EC2 User Guide, "Use the Instance Metadata Service"; EKS User Guide, "Pod Identity").
 */
const onHost = z
  .string()
  .regex(
    /^http:\/\/(169\.254\.169\.254|\[fd00:ec2::254\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])(\/[\w./-]*)?$/,
  );
const metadataAddress = z.union([serviceAddress, onHost], {
  error: 'must be https, on loopback or an address of the metadata service',
});

/** Where AWS credentials come from; the same places its own tools look at, but only the one that is named. */
export const awsCredentialsSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('keys'),
    accessKeyIdFile: path.optional(),
    accessKeyIdEnv: variable.optional(),
    secretAccessKeyFile: path.optional(),
    secretAccessKeyEnv: variable.optional(),
    sessionTokenFile: path.optional(),
    sessionTokenEnv: variable.optional(),
  }),
  z.strictObject({
    from: z.literal('shared-file'),
    file: path,
    profile: z
      .string()
      .regex(/^[^\s[\]]{1,128}$/)
      .default('default'),
  }),
  z.strictObject({
    from: z.literal('web-identity'),
    roleArn: z
      .string()
      .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role'),
    tokenFile: path,
    sessionName: z
      .string()
      .regex(/^[\w+=,.@-]{2,64}$/)
      .default('ringwall'),
    endpoint: serviceAddress.optional(),
  }),
  z.strictObject({
    from: z.literal('instance'),
    endpoint: metadataAddress.default('http://169.254.169.254'),
  }),
  z.strictObject({ from: z.literal('container'), address: metadataAddress, tokenFile: path.optional() }),
]);
export type AwsCredentialsConfig = z.infer<typeof awsCredentialsSchema>;

export const awsKmsConfigSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'must be a region such as eu-central-1'),
  /** The region's own endpoint by default; name a FIPS, private or dual-stack one here. */
  endpoint: serviceAddress.optional(),
  credentials: awsCredentialsSchema,
  /** How long AWS keeps a key after it was told to destroy it. */
  pendingDeletionDays: z.int().min(7).max(30).default(30),
});
export type AwsKmsConfig = z.infer<typeof awsKmsConfigSchema>;

/** The domain of a region (AWS General Reference, "AWS service endpoints"). */
export function regionalEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
