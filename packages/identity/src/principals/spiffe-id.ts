/** What the ledger takes; the SPIFFE ID specification allows 2,048 bytes. */
const maxLength = 512;

const trustDomain = /^[a-z0-9._-]{1,255}$/;
const segment = /^[A-Za-z0-9._-]+$/;

/**
 * Whether a text is a SPIFFE ID (SPIFFE-ID, section 2): a trust domain in lower case, then a path without empty or
 * dotted segments. It has one spelling only, so that two texts name the same workload only where they are equal.
 */
export function isSpiffeId(text: string): boolean {
  if (text.length > maxLength || !text.startsWith('spiffe://')) return false;
  const [domain = '', ...path] = text.slice('spiffe://'.length).split('/');
  return (
    trustDomain.test(domain) &&
    path.length > 0 &&
    path.every((part) => segment.test(part) && part !== '.' && part !== '..')
  );
}
