import { Secret } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { independentAuthorization } from '../testing/independent-sigv4.ts';
import { signSigV4, type UnsignedRequest } from './sigv4.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
};
const scope = { region: 'us-east-1', service: 'service', now: Date.UTC(2015, 7, 30, 12, 36) };
const host = { host: 'example.amazonaws.com' };
const nothing = new Uint8Array(0);

interface Vector extends Partial<UnsignedRequest> {
  readonly name: string;
  readonly signed?: string;
  readonly signature: string;
  readonly sessionToken?: string;
}

// AWS Signature Version 4 test suite, header-signed-request.txt of each case (awslabs/aws-c-auth,
// tests/aws-signing-test-suite/v4); get-vanilla as in the suite's original release of 2015.
const suite: readonly Vector[] = [
  { name: 'get-vanilla', signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  {
    name: 'get-vanilla-empty-query-key',
    query: [['Param1', 'value1']],
    signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  },
  {
    name: 'get-vanilla-query-order-key-case',
    query: [
      ['Param2', 'value2'],
      ['Param1', 'value1'],
    ],
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-vanilla-query-order-encoded',
    query: [
      ['Param-3', 'Value3'],
      ['Param', 'Value2'],
      ['ሴ', 'Value1'],
    ],
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
  },
  {
    name: 'get-vanilla-utf8-query',
    query: [['ሴ', 'bar']],
    signature: '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  },
  {
    name: 'get-utf8',
    path: '/ሴ',
    signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  },
  {
    name: 'get-space-normalized',
    path: '/example space/',
    signature: '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
  },
  {
    name: 'get-unreserved',
    path: '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  },
  {
    name: 'get-header-key-duplicate',
    headers: { ...host, 'My-Header1': 'value2,value2,value1' },
    signed: 'host;my-header1;x-amz-date',
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  {
    name: 'get-header-value-trim',
    headers: { ...host, 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' },
    signed: 'host;my-header1;my-header2;x-amz-date',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  {
    name: 'post-vanilla',
    method: 'POST',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'post-header-key-sort',
    method: 'POST',
    headers: { 'My-Header1': 'value1', ...host },
    signed: 'host;my-header1;x-amz-date',
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  },
  {
    name: 'post-header-value-case',
    method: 'POST',
    headers: { 'My-Header1': 'VALUE1', ...host },
    signed: 'host;my-header1;x-amz-date',
    signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    headers: {
      ...host,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': '13',
      'x-amz-content-sha256': '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e',
    },
    body: Buffer.from('Param1=value1'),
    signed: 'content-length;content-type;host;x-amz-content-sha256;x-amz-date',
    signature: 'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  },
  {
    name: 'get-vanilla-with-session-token',
    sessionToken: '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267',
    signed: 'host;x-amz-date;x-amz-security-token',
    signature: '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
  },
];

describe('Signature Version 4', () => {
  test.each(suite)('signs $name of the published suite', (vector) => {
    const { sessionToken, signed = 'host;x-amz-date', signature } = vector;
    const request = { method: 'GET', path: '/', headers: host, body: nothing, ...vector };
    const headers = signSigV4(
      request,
      { ...credentials, ...(sessionToken && { sessionToken: new Secret(sessionToken) }) },
      scope,
    );
    expect(headers['x-amz-date']).toBe('20150830T123600Z');
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        `SignedHeaders=${signed}, Signature=${signature}`,
    );
  });

  test('agrees with an independent signer on any request', () => {
    const letters = [...'abcXYZ019'];
    const text = (characters: readonly string[], maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });
    const token = text([...letters, '-'], 12).map((name) => `n${name}`);
    const value = text([...letters, ...' !"/:;=~'], 30).map((spaced) => `v${spaced}`);
    const segment = text([...letters, ...'._~:@$,;=+-'], 10);
    const query = fc.uniqueArray(fc.tuple(token, fc.string({ unit: 'binary', maxLength: 12 })), {
      selector: ([name]) => name,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT'),
        // Where the last segment is a dot, signers differ; no request of ours has one.
        fc.array(segment, { maxLength: 4 }).filter((segments) => !/^\.\.?$/.test(segments.at(-1) ?? '')),
        query.filter((pairs) => pairs.every(([, text]) => text.isWellFormed())),
        fc.dictionary(
          token.map((name) => `x-test-${name.toLowerCase()}`),
          value,
          { maxKeys: 4 },
        ),
        fc.uint8Array({ maxLength: 100 }),
        fc.option(text([...letters, ...'+/='], 40)),
        fc.integer({ min: 0, max: 4e12 }),
        (method, segments, pairs, extra, bytes, sessionToken, now) => {
          // The independent signer takes the body as text.
          const body = Buffer.from(bytes).toString('base64');
          const path = `/${segments.join('/')}`;
          const headers = {
            ...extra,
            host: 'kms.eu-central-1.amazonaws.com',
            'content-type': 'application/x-amz-json-1.1',
            'content-length': String(body.length),
          };
          const search = pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&');
          const ours = signSigV4(
            { method, path, query: pairs, headers, body: Buffer.from(body) },
            { ...credentials, ...(sessionToken && { sessionToken: new Secret(sessionToken) }) },
            { region: 'eu-central-1', service: 'kms', now },
          );
          const { authorization, ...presented } = ours;
          const theirs = independentAuthorization(
            {
              method,
              path: search === '' ? path : `${path}?${search}`,
              headers: presented,
              body,
              service: 'kms',
              region: 'eu-central-1',
            },
            { ...credentials, secretAccessKey: credentials.secretAccessKey.reveal() },
          );
          expect(authorization).toBe(theirs);
        },
      ),
    );
  });

  test('agrees with it on reserved characters and on names that come twice', () => {
    const query = [
      ['b', "!'()*~/?#[]@&=+ %"],
      ['b', ''],
      ['a', 'z'],
      ['a', 'A'],
      ['a', 'a'],
    ] as const;
    const search = query.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&');
    const request = { method: 'GET', path: "/a!'()*b", headers: host, body: nothing };
    const { authorization, ...headers } = signSigV4({ ...request, query }, credentials, scope);
    const theirs = independentAuthorization(
      {
        ...request,
        path: `${request.path}?${search}`,
        headers,
        body: '',
        service: 'service',
        region: 'us-east-1',
      },
      { ...credentials, secretAccessKey: credentials.secretAccessKey.reveal() },
    );
    expect(authorization).toBe(theirs);
  });
});
