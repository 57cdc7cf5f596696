import type { CertificateFacts } from '@ringwall/core';

/** A certificate with its chain, and its key. */
export interface ServerKeyPair {
  /** PEM; the server's own certificate first. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  readonly facts: CertificateFacts;
}

/** Where the certificate of the listeners comes from. */
export interface CertificateSource {
  /**
   * The one to show from now on; undefined where `shown` is still the one.
   * @throws where there is none that could be shown
   */
  next(shown: ServerKeyPair | undefined): Promise<ServerKeyPair | undefined>;
}
