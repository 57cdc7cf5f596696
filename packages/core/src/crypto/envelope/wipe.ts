/**
 * Overwrites key material that is no longer needed. Node may have copied it before (a garbage collector moves
 * small objects; OpenSSL keeps and cleans its own copies), so this shortens the time a key lies about in memory;
 * it does not promise that no copy is left.
 */
export function wipe(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
