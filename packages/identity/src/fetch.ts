import type { CustomFetch } from 'openid-client';

/**
 * How identity reaches an issuer of tokens or an identity provider. It is given by the app, which decides on TLS,
 * private addresses, times and sizes; redirects are not followed.
 */
export type Fetch = CustomFetch;
