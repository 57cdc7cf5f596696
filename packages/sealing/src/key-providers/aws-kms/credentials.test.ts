import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalService, startLocalService } from '../testing/local-service.ts';
import { type TestClock, testClock, testDependencies } from '../testing/test-dependencies.ts';
import { awsCredentialsSchema, awsKmsConfigSchema, regionalEndpoint } from './config.ts';
import { awsCredentialsFrom } from './credentials.ts';

const roleArn = 'arn:aws:iam::111122223333:role/ringwall';
const expiration = '2026-01-15T13:00:00Z';
const handedOut = {
  Code: 'Success',
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'secret/of+the=role',
  Token: 'a/session+token==',
  Expiration: expiration,
};
// AWS Security Token Service API Reference, AssumeRoleWithWebIdentity, sample response, shortened.
const assumed = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <SessionToken>${handedOut.Token}</SessionToken>
      <SecretAccessKey>${handedOut.SecretAccessKey}</SecretAccessKey>
      <Expiration>${expiration}</Expiration>
      <AccessKeyId>${handedOut.AccessKeyId}</AccessKeyId>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`;

describe('AWS credentials', () => {
  let service: LocalService;
  let clock: TestClock;
  let stsAnswer = assumed;

  beforeAll(async () => {
    clock = testClock();
    service = await startLocalService(({ method, url, headers, body }) => {
      const metadata = '/latest/meta-data/iam/security-credentials/';
      switch (`${method} ${url.pathname}`) {
        case 'PUT /latest/api/token':
          return headers['x-aws-ec2-metadata-token-ttl-seconds'] === '60'
            ? { status: 200, body: 'imds-token' }
            : { status: 400 };
        case `GET ${metadata}`:
        case `GET ${metadata}ringwall-role`: {
          if (headers['x-aws-ec2-metadata-token'] !== 'imds-token') return { status: 401 };
          return { status: 200, body: url.pathname === metadata ? 'ringwall-role' : handedOut };
        }
        case 'GET /container':
          return headers.authorization === 'pod-token' ? { status: 200, body: handedOut } : { status: 403 };
        case 'POST /': {
          const form = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString()));
          const right =
            form.Action === 'AssumeRoleWithWebIdentity' &&
            form.Version === '2011-06-15' &&
            form.RoleArn === roleArn &&
            form.RoleSessionName === 'ringwall' &&
            form.WebIdentityToken === 'web.identity.token';
          return right ? { status: 200, body: stsAnswer } : { status: 403, body: '<ErrorResponse/>' };
        }
      }
      return { status: 404 };
    });
  });
  afterAll(() => service.close());

  const fetch = async (config: object, secrets: Readonly<Record<string, string>> = {}) => {
    const parsed = awsCredentialsSchema.parse(config);
    const found = await awsCredentialsFrom(
      'cloud',
      parsed,
      'eu-central-1',
      testDependencies(clock, secrets),
    )();
    const { secretAccessKey, sessionToken, ...rest } = found;
    return { ...rest, secret: secretAccessKey.reveal(), token: sessionToken?.reveal() };
  };
  const temporary = {
    accessKeyId: handedOut.AccessKeyId,
    secret: handedOut.SecretAccessKey,
    token: handedOut.Token,
    expiresAt: Date.parse(expiration),
  };

  test('come from files and variables', async () => {
    const config = {
      from: 'keys',
      accessKeyIdEnv: 'ID',
      secretAccessKeyFile: 'secret',
      sessionTokenFile: 'token',
    };
    expect(await fetch(config, { ID: 'AKIA', secret: 's', token: 't' })).toEqual({
      accessKeyId: 'AKIA',
      secret: 's',
      token: 't',
    });
    const missing = { from: 'keys', accessKeyIdEnv: 'ID' };
    await expect(fetch(missing, { ID: 'AKIA' })).rejects.toMatchObject({ code: 'sealing/provider-config' });
    const both = { ...config, secretAccessKeyEnv: 'ID' };
    await expect(fetch(both, { ID: 'AKIA' })).rejects.toMatchObject({ code: 'sealing/provider-config' });
  });

  test('come from a profile of a shared file', async () => {
    const file = '[audit]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s/=\n';
    const config = { from: 'shared-file', file: 'credentials' };
    expect(await fetch({ ...config, profile: 'audit' }, { credentials: file })).toEqual({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secret: 's/=',
      token: undefined,
    });
    await expect(fetch(config, { credentials: file })).rejects.toMatchObject({
      code: 'sealing/provider-config',
      message: 'credentials.file: profile default has no access key.',
    });
  });

  test('come from the instance, with a session token first', async () => {
    expect(await fetch({ from: 'instance', endpoint: service.url })).toEqual(temporary);
  });

  test('come from the container', async () => {
    const config = { from: 'container', address: `${service.url}/container`, tokenFile: 'pod' };
    expect(await fetch(config, { pod: 'pod-token' })).toEqual(temporary);
    await expect(fetch(config, { pod: 'another' })).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test('come from STS for a web identity', async () => {
    const config = { from: 'web-identity', roleArn, tokenFile: 'web', endpoint: service.url };
    expect(await fetch(config, { web: 'web.identity.token' })).toEqual(temporary);
    await expect(fetch(config, { web: 'another' })).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test.each([
    ['no token', assumed.replace(/<SessionToken>.*<\/SessionToken>/, '')],
    ['two keys', assumed.replace('</Credentials>', '<AccessKeyId>A</AccessKeyId></Credentials>')],
    ['an entity', assumed.replace(handedOut.Token, '&quot;')],
    ['no date', assumed.replace(expiration, 'soon')],
    ['an unclosed element', assumed.replace('</AccessKeyId>', '')],
  ])('do not come from an answer of STS with %s', async (_, answer) => {
    stsAnswer = answer;
    const config = { from: 'web-identity', roleArn, tokenFile: 'web', endpoint: service.url };
    await expect(fetch(config, { web: 'web.identity.token' })).rejects.toMatchObject({
      code: 'sealing/provider-answer',
    });
    stsAnswer = assumed;
  });
});

test('only addresses of the metadata services may be http beyond this machine', () => {
  const parses = (endpoint: string) => awsCredentialsSchema.safeParse({ from: 'instance', endpoint }).success;
  expect(parses('http://169.254.169.254')).toBe(true);
  expect(parses('http://[fd00:ec2::254]')).toBe(true);
  expect(parses('http://169.254.1.1')).toBe(false);
  expect(parses('http://169.254.169.254.example')).toBe(false);
  expect(parses('http://169.254.169.254@host.example')).toBe(false);
});

test('a region is one, and has its endpoint', () => {
  const base = { credentials: { from: 'instance' } };
  const parses = (region: string) => awsKmsConfigSchema.safeParse({ ...base, region }).success;
  expect(['eu-central-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-2'].every(parses)).toBe(true);
  expect(['', 'eu', 'eu-central-1.example', 'a/b-c-1'].some(parses)).toBe(false);
  expect(regionalEndpoint('kms', 'eu-central-1')).toBe('https://kms.eu-central-1.amazonaws.com');
  expect(regionalEndpoint('sts', 'cn-north-1')).toBe('https://sts.cn-north-1.amazonaws.com.cn');
});
