import type { Principal } from '@ringwall/core';

/** What a request shows of who sends it. Nothing of it comes from a header that says who the sender is. */
export interface Presented {
  /** The API key or bearer token; absent where none was sent. */
  readonly credential?: string | undefined;
  /** The peer's address, as the socket says it. */
  readonly address: string;
  /** The client certificate that the TLS handshake has verified. */
  readonly certificate?: PeerCertificate | undefined;
}

export interface PeerCertificate {
  /** Hexadecimal, in lower case. */
  readonly serial: string;
  /** SHA-256 over the DER form, hexadecimal in lower case. */
  readonly sha256: string;
  /** SHA-256 of the certificate that it was signed with; absent where that is not known. */
  readonly issuer?: string;
  /** The one `spiffe://` URI among its names; absent where it has none or several. */
  readonly spiffeId?: string;
  /** Milliseconds since the epoch. */
  readonly notAfterMs: number;
}

/** Why somebody is not let in: for the record. Whoever asks is told one thing for all of them. */
export type Refusal =
  | 'no credential'
  | 'unknown'
  | 'revoked'
  | 'expired'
  | 'disabled'
  | 'address'
  | 'certificate'
  | TokenFault;

/** Why a bearer token is not believed. */
export type TokenFault =
  | 'token: malformed'
  | 'token: issuer'
  | 'token: audience'
  | 'token: algorithm'
  | 'token: type'
  | 'token: no keys'
  | 'token: unknown key'
  | 'token: signature'
  | 'token: not yet valid'
  | 'token: claims';

export type Authentication =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly reason: Refusal; readonly credential?: string };
