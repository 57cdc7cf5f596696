import { type RawReply, type Route, type RouteRequest, route } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import { z } from 'zod';
import { sessionCookie } from './session-cookie.ts';
import type { SessionReplies } from './session-reply.ts';
import { sessionOf } from './sign-in-routes.ts';

const path = '/api/sign-in/oidc';
const name = 'ringwall_sign_in';
const maxQueryLength = 4_096;

/** What the provider sends back is its own affair, within bounds; its client reads it. */
const said = z.string().max(maxQueryLength);
const callbackQuery = z
  .object({ code: said.optional(), state: said.optional(), error: said.optional() })
  .catchall(said);

/** Signing in to the console at an identity provider: there, and back. */
export function oidcRoutes(
  { oidc }: Pick<Identity, 'oidc'>,
  { clock, secure }: SessionReplies,
): readonly Route[] {
  if (oidc === undefined) return [];
  const ticketCookie = (value: string, maxAgeSeconds: number) =>
    // Lax: the provider's page leads here, and what leads here must bring the ticket along.
    `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`;
  const redirectUri = ({ headers: { host } }: Pick<RouteRequest, 'headers'>) =>
    `${secure ? 'https' : 'http'}://${typeof host === 'string' ? host : ''}${path}/callback`;

  return [
    route({
      method: 'GET',
      path: `${path}/start`,
      summary: 'Leads to the identity provider, to sign in there. Only where one is configured.',
      operation: 'beginProviderSignIn',
      action: 'public',
      reply: { contentType: 'text/html; charset=utf-8' },
      statuses: [303],
      async handle(request) {
        // Asked now: on the way back the browser does not send it.
        const begun = await oidc.begin(redirectUri(request), { replaces: sessionOf(request.principal) });
        if (begun === undefined) return goOn('/#sign-in=unavailable');
        return redirect(begun.location, ticketCookie(begun.ticket, begun.lifeSeconds));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/callback`,
      summary: 'Comes back from the identity provider, signed in. Only where one is configured.',
      operation: 'endProviderSignIn',
      action: 'public',
      query: callbackQuery,
      reply: { contentType: 'text/html; charset=utf-8' },
      async handle({ query, headers }) {
        const spent = ticketCookie('', 0);
        const given = Object.entries(query).flatMap(([key, value = '']) =>
          value === '' ? [] : [[key, value]],
        );
        const entered = await oidc.finish(new URLSearchParams(given), ticketOf(headers.cookie));
        if (entered === undefined) return goOn('/#sign-in=refused', spent);
        const seconds = Math.floor((Date.parse(entered.expiresAt) - clock.now()) / 1000);
        return goOn('/', spent, sessionCookie(entered.session.reveal(), seconds, { secure }));
      },
    }),
  ];
}

/** The one ticket of ours; none where there are several, as another page of this host may have set one. */
function ticketOf(header: RouteRequest['headers'][string]): string {
  const prefix = `${name}=`;
  const pairs = (typeof header === 'string' ? header : '').split(';').map((pair) => pair.trim());
  const [ticket, ...others] = pairs.filter((pair) => pair.startsWith(prefix));
  return ticket === undefined || others.length > 0 ? '' : ticket.slice(prefix.length);
}

function redirect(location: string, cookie: string): RawReply {
  return {
    ...{ kind: 'raw', status: 303, contentType: 'text/plain; charset=utf-8', content: '' },
    headers: { location, 'set-cookie': cookie, 'referrer-policy': 'no-referrer' },
  };
}

/**
 * A page that leads on. Not a redirect: the browser comes from elsewhere, and on that way it would not send a session
 * that is for this site alone.
 */
function goOn(to: string, ...cookies: string[]): RawReply {
  const page = `<!doctype html><title>Ringwall</title><meta http-equiv="refresh" content="0;url=${to}"><a href="${to}">Go on</a>`;
  return {
    ...{ kind: 'raw', contentType: 'text/html; charset=utf-8', content: page },
    headers: {
      'set-cookie': cookies,
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    },
  };
}
