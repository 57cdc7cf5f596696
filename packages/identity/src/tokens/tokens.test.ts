import { describe, expect, test } from 'vitest';
import { shell } from '../identity-fixture.ts';
import { issuerUrl, keyPair, openTokens } from './token-fixture.ts';

const minute = 60_000;

describe('a bearer token', () => {
  test('of a configured issuer comes with the roles of its groups, until it ends', async () => {
    const { present, token, clock } = await openTokens();
    const known = await present(await token());
    expect(known).toEqual({
      ok: true,
      principal: {
        kind: 'token',
        id: expect.stringMatching(/^tok_[0-9a-f]{26}$/),
        who: { type: 'service', id: expect.stringMatching(/^svc_[0-9a-f]{26}$/) },
        scope: { routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'], administration: false },
        grants: [{ role: 'service', project: 'default', untilMs: clock.now() + 6 * minute }],
        untilMs: clock.now() + 6 * minute,
      },
    });
  });

  test('opens nothing where no group of it is mapped to a role', async () => {
    const { present, token } = await openTokens();
    expect(await present(await token({ groups: ['others'] }))).toMatchObject({
      ok: true,
      principal: { grants: [] },
    });
  });

  test('is known by the id its issuer gave it, else by what is signed', async () => {
    const { present, token } = await openTokens();
    const idOf = async (text: string) => {
      const known = await present(text);
      return known.ok ? known.principal.id : undefined;
    };
    const first = await idOf(await token({ note: 'a' }));
    expect(await idOf(await token({ note: 'b' }))).toBe(first);
    expect(await idOf(await token({ jti: 'token-2' }))).not.toBe(first);
    const unnamed = await idOf(await token({ jti: undefined, note: 'a' }));
    expect(unnamed).toMatch(/^tok_/);
    expect(await idOf(await token({ jti: undefined, note: 'b' }))).not.toBe(unnamed);
  });
});
