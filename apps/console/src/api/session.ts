import type { Client } from './client.ts';
import type { Schema } from './operations.ts';
import { asApiError } from './problem.ts';

/**
 * Takes the one-time token of a login link (`/#login=<token>`) out of the address. The fragment never travels to a
 * server, and replacing the entry keeps the token out of the history, the next bookmark and the next screenshot.
 */
export function takeLoginToken(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('login');
  if (token === null) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return token === '' ? undefined : token;
}

/** What came of going to an identity provider, out of the address to which its way back leads (`/#sign-in=<what>`). */
export function takeProviderAnswer(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): ProviderAnswer | undefined {
  const answer = new URLSearchParams(location.hash.slice(1)).get('sign-in');
  if (answer === null) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return answer === 'unavailable' ? 'provider-silent' : 'provider-refused';
}

export type ProviderAnswer = 'provider-refused' | 'provider-silent';

/**
 * Why nobody is signed in. `no-session`: nobody was. `link-spent`: the link was used before, has expired, or never
 * was one. `ended`: the session was, and is no longer known. `signed-out`: on purpose. The others: the identity provider
 * did not answer, or what it answered opens nothing.
 */
export type SignedOutReason = 'no-session' | 'link-spent' | 'ended' | 'signed-out' | ProviderAnswer;

export type SignIn =
  | { readonly state: 'signed-in'; readonly session: Schema<'Session'> }
  | { readonly state: 'signed-out'; readonly reason: SignedOutReason };

/** Redeems the token when there is one, else asks who is signed in. Rejects only when that cannot be known. */
export async function signIn(client: Client, token: string | undefined): Promise<SignIn> {
  if (token !== undefined) {
    try {
      await client.post('/api/session', { body: { token } });
    } catch (error) {
      const problem = asApiError(error);
      if (problem.kind === 'unreachable' || problem.status >= 500) throw problem;
    }
  }
  try {
    return { state: 'signed-in', session: await client.get('/api/session') };
  } catch (error) {
    const problem = asApiError(error);
    if (problem.kind !== 'signed-out') throw problem;
    return { state: 'signed-out', reason: token === undefined ? 'no-session' : 'link-spent' };
  }
}
