import { decodeUtf8, Secret } from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { readSecretText, secretRef } from '../remote/secret-text.ts';
import { type Caller, faultOfStatus, serviceClient } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { type AwsCredentialsConfig, regionalEndpoint } from './config.ts';
import { readProfile } from './shared-credentials-file.ts';
import type { AwsCredentials } from './sigv4.ts';
import { readWebIdentityAnswer } from './web-identity-answer.ts';

type Of<From extends AwsCredentialsConfig['from']> = Extract<AwsCredentialsConfig, { from: From }>;

/** As credentials come from the metadata services (EC2 User Guide, "Retrieve security credentials"). */
const handedOut = z
  .object({
    AccessKeyId: z.string().regex(/^\w{16,128}$/),
    SecretAccessKey: z.string().min(1).max(256),
    Token: z.string().min(1).max(16_384),
    Expiration: z.iso.datetime(),
  })
  .transform(
    (answer): AwsCredentials => ({
      accessKeyId: answer.AccessKeyId,
      secretAccessKey: new Secret(answer.SecretAccessKey),
      sessionToken: new Secret(answer.Token),
      expiresAt: Date.parse(answer.Expiration),
    }),
  );

/**
 * Fetches credentials from the one place the configuration names.
 * @throws SealingError sealing/provider-config, sealing/provider-unavailable, sealing/provider-refused,
 * sealing/provider-answer
 */
export function awsCredentialsFrom(
  name: string,
  config: AwsCredentialsConfig,
  region: string,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): () => Promise<AwsCredentials> {
  const call = (service: string): Caller =>
    serviceClient({
      ...dependencies,
      title: `${name}: ${service}`,
      faultOf: ({ status }) => faultOfStatus(status),
    });
  switch (config.from) {
    case 'keys':
      return () => fromKeys(config, dependencies);
    case 'shared-file':
      return () => fromSharedFile(config, dependencies);
    case 'web-identity':
      return () => fromWebIdentity(config, region, dependencies, call('AWS STS'));
    case 'instance':
      return () => fromInstance(config, call('EC2 instance metadata'));
    case 'container':
      return () => fromContainer(config, dependencies, call('AWS container credentials'));
  }
}

async function fromKeys(config: Of<'keys'>, dependencies: ProviderDependencies): Promise<AwsCredentials> {
  const read = (member: string, file?: string, env?: string) =>
    readSecretText(dependencies, `credentials.${member}`, secretRef(member, file, env));
  const id = await read('accessKeyId', config.accessKeyIdFile, config.accessKeyIdEnv);
  const secretAccessKey = await read(
    'secretAccessKey',
    config.secretAccessKeyFile,
    config.secretAccessKeyEnv,
  );
  const tokenRef = secretRef('sessionToken', config.sessionTokenFile, config.sessionTokenEnv);
  const sessionToken = tokenRef && (await readSecretText(dependencies, 'credentials.sessionToken', tokenRef));
  return { accessKeyId: id.reveal(), secretAccessKey, ...(sessionToken && { sessionToken }) };
}

async function fromSharedFile(
  { file, profile }: Of<'shared-file'>,
  { readSecret }: ProviderDependencies,
): Promise<AwsCredentials> {
  const bytes = await readSecret({ file });
  try {
    const settings = readProfile(decodeUtf8(bytes), profile);
    const accessKeyId = settings?.get('aws_access_key_id');
    const secret = settings?.get('aws_secret_access_key');
    const token = settings?.get('aws_session_token');
    if (!accessKeyId || !secret || !/^\w{16,128}$/.test(accessKeyId)) {
      throw new SealingError(
        'sealing/provider-config',
        `credentials.file: profile ${profile} has no access key.`,
      );
    }
    return {
      accessKeyId,
      secretAccessKey: new Secret(secret),
      ...(token && { sessionToken: new Secret(token) }),
    };
  } finally {
    bytes.fill(0);
  }
}

/** AWS Security Token Service API Reference, AssumeRoleWithWebIdentity: unsigned, the token is the proof. */
async function fromWebIdentity(
  config: Of<'web-identity'>,
  region: string,
  dependencies: ProviderDependencies,
  call: Caller,
): Promise<AwsCredentials> {
  return call({
    operation: 'AssumeRoleWithWebIdentity',
    repeatable: true,
    shape: handedOut,
    parse: readWebIdentityAnswer,
    request: async () => {
      const token = await readSecretText(dependencies, 'credentials.token', { file: config.tokenFile });
      const form = new URLSearchParams({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: config.roleArn,
        RoleSessionName: config.sessionName,
        WebIdentityToken: token.reveal(),
      });
      return {
        method: 'POST',
        url: `${config.endpoint ?? regionalEndpoint('sts', region)}/`,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: Buffer.from(form.toString()),
      };
    },
  });
}

const text = (body: Uint8Array): string => Buffer.from(body).toString('latin1');

/** Version 2 of the instance metadata service: a session token first, which a forwarded request cannot get. */
async function fromInstance({ endpoint }: Of<'instance'>, call: Caller): Promise<AwsCredentials> {
  const token = await call({
    operation: 'token',
    repeatable: true,
    shape: z.string().regex(/^[\x21-\x7e]{1,1024}$/),
    parse: text,
    request: async () => ({
      method: 'PUT',
      url: `${endpoint}/latest/api/token`,
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
    }),
  });
  const get = (path: string) => async () => ({
    method: 'GET' as const,
    url: `${endpoint}/latest/meta-data/iam/security-credentials/${path}`,
    headers: { 'x-aws-ec2-metadata-token': token },
  });
  const role = await call({
    operation: 'role',
    repeatable: true,
    shape: z.string().regex(/^[\w+=,.@-]{1,64}$/),
    parse: text,
    request: get(''),
  });
  return call({ operation: 'credentials', repeatable: true, shape: handedOut, request: get(role) });
}

async function fromContainer(
  { address, tokenFile }: Of<'container'>,
  dependencies: ProviderDependencies,
  call: Caller,
): Promise<AwsCredentials> {
  return call({
    operation: 'credentials',
    repeatable: true,
    shape: handedOut,
    request: async () => {
      const token =
        tokenFile && (await readSecretText(dependencies, 'credentials.token', { file: tokenFile }));
      return { method: 'GET', url: address, headers: { ...(token && { authorization: token.reveal() }) } };
    },
  });
}
