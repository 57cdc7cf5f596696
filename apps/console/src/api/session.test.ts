import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { signIn, takeLoginToken, takeProviderAnswer } from './session.ts';

describe('the login link', () => {
  function take(hash: string) {
    const replaced: unknown[] = [];
    const token = takeLoginToken(
      { hash, pathname: '/traffic', search: '?route=a' },
      { replaceState: (_state, _title, url) => replaced.push(url) },
    );
    return { token, replaced };
  }

  test('gives its token once and leaves an address without it', () => {
    expect(take('#login=abc-_1')).toEqual({ token: 'abc-_1', replaced: ['/traffic?route=a'] });
  });

  test('is nothing when the fragment is something else', () => {
    expect(take('#top')).toEqual({ token: undefined, replaced: [] });
    expect(take('')).toEqual({ token: undefined, replaced: [] });
  });

  test('is removed even when it is empty', () => {
    expect(take('#login=')).toEqual({ token: undefined, replaced: ['/traffic?route=a'] });
  });
});

describe('the way back from an identity provider', () => {
  test.each([
    ['#sign-in=refused', 'provider-refused', ['/']],
    ['#sign-in=unavailable', 'provider-silent', ['/']],
    ['#sign-in=<script>', 'provider-refused', ['/']],
    ['#login=abc', undefined, []],
    ['', undefined, []],
  ])('says with %j what came of it: %s', (hash, answer, left) => {
    const replaced: unknown[] = [];
    const found = takeProviderAnswer(
      { hash, pathname: '/', search: '' },
      { replaceState: (_state, _title, url) => replaced.push(url) },
    );
    expect(found).toBe(answer);
    expect(replaced).toEqual(left);
  });
});

describe('signing in', () => {
  const session = { principal: { kind: 'session', id: 'ses_1' } };
  const no = (status: number) => Response.json({ title: 'no' }, { status });
  const client = (answer: (method: string | undefined) => Response) =>
    createClient({ fetch: async (_, init) => answer(init?.method), onSignedOut: () => {} });
  const refusing = client(() => no(401));

  test('a spent link says so', async () => {
    expect(await signIn(refusing, 'used')).toEqual({ state: 'signed-out', reason: 'link-spent' });
  });

  test('a spent link does no harm to who is signed in already', async () => {
    const known = client((method) => (method === 'GET' ? Response.json(session) : no(401)));
    expect(await signIn(known, 'used')).toEqual({ state: 'signed-in', session });
  });

  test('without a link and without a session one is signed out', async () => {
    expect(await signIn(refusing, undefined)).toEqual({ state: 'signed-out', reason: 'no-session' });
  });

  test('a failing server is not a spent link', async () => {
    await expect(
      signIn(
        client((method) => no(method === 'POST' ? 503 : 401)),
        'fresh',
      ),
    ).rejects.toMatchObject({ status: 503 });
  });
});
