import type { KeyProvider } from '../key-provider.ts';
import type { PrivateKey } from './private-key.ts';
import type { PublicKey } from './public-key.ts';

/** Someone or something a key is sealed to. `label` is a name for people; it is stored in the clear. */
export type Recipient =
  | {
      readonly kind: 'public-key';
      /** Parsed, or the content of a JWK, SPKI or certificate file. */
      readonly key: PublicKey | Uint8Array | string;
      readonly label?: string;
    }
  | {
      readonly kind: 'passphrase';
      /** Its UTF-8 bytes; a caller that takes text from people normalises it to NFC first (RFC 8265, section 4). */
      readonly passphrase: Uint8Array;
      readonly label?: string;
    }
  | {
      readonly kind: 'provider';
      readonly provider: KeyProvider;
      readonly keyId: string;
      readonly label?: string;
    };

/** What opens a recipient's entry. */
export type Identity =
  | {
      readonly kind: 'private-key';
      /** Parsed, or the content of a private key file that is not sealed itself. */
      readonly key: PrivateKey | Uint8Array | string;
    }
  | { readonly kind: 'passphrase'; readonly passphrase: Uint8Array }
  | { readonly kind: 'provider'; readonly provider: KeyProvider };

/** What a keys document says of a recipient. Nobody vouches for it: see `checkRecipients`. */
export interface RecipientInfo {
  /** By which it is removed or rotated: the key's thumbprint, `passphrase:…` or `provider:name/key`. */
  readonly kid: string;
  readonly kind: 'public-key' | 'passphrase' | 'provider' | 'unknown';
  readonly alg: string;
  readonly label?: string;
  readonly provider?: { readonly name: string; readonly keyId: string; readonly keyVersion: string };
  /** Why this software cannot open the entry, whoever asks. */
  readonly unusable?: string;
}
