import type { Secret } from '@ringwall/core';
import type { ClaimPath, RoleMapping } from '../tokens/token-issuer.ts';

/** An identity provider (OpenID Connect Core 1.0) that people sign in to the console with. */
export interface OidcProvider {
  /** Exactly as in its metadata. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret?: Secret;
  /** What the button says. */
  readonly title: string;
  /** Beside `openid`. */
  readonly scopes: readonly string[];
  readonly claims: {
    /** What they are called here. */
    readonly name: ClaimPath;
    readonly displayName: ClaimPath;
    readonly groups: ClaimPath;
  };
  /** What their groups make them; whoever has none of these and no grant here is not let in. */
  readonly roles: readonly RoleMapping[];
  /** How long after somebody's last sign-in the roles of their groups last; 30 days, say. */
  readonly rolesLastMs: number;
  /** Whether signing in there takes a second factor: where it says so (`amr`), always, or never as far as is known. */
  readonly secondFactor: 'amr' | 'always' | 'never';
}
