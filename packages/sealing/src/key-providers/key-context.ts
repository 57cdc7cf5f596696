import { canonicalJson, type KeyContext } from '@ringwall/core';

const utf8 = new TextEncoder();

/** The one spelling of a context (RFC 8785), for back ends whose associated data is bytes. */
export function contextBytes(context: KeyContext): Uint8Array {
  return utf8.encode(canonicalJson(context));
}

/**
 * The associated data of a key wrapped by our own AES-256-GCM: besides the context it names key and version, so
 * that a wrapped key cannot be passed off as another one's. The provider's name is left out: it may be changed.
 */
export function wrappedKeyAad(keyId: string, keyVersion: string, context: KeyContext): Uint8Array {
  return utf8.encode(canonicalJson(['ringwall/wrapped-key/1', keyId, keyVersion, context]));
}
