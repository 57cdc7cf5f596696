/**
 * What a `Retry-After` header asks for (RFC 9110, section 10.2.3), in milliseconds from `now`; undefined where it
 * is missing or says nothing that can be read.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = header.length <= 40 && /GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
