import { type RingwallEvent, verifyEd25519 } from '@ringwall/core';
import { parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';

/** That one key of a log speaks for another, as an entry of the log says it. */
export interface KeyLink {
  /** Of the entry. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
  /** The older key has signed the newer one itself: no checkpoint needs to cover the entry. */
  readonly endorsed: boolean;
}

/** The log goes on from here under another name. */
export interface RestoredFrom {
  readonly index: number;
  /** Verifier key under the name before. */
  readonly key: string;
  readonly reason: string;
  readonly witnessedSize?: number;
}

/** What an entry says of the log's keys; `root` is that of the tree before it. Undefined where it says nothing. */
export function keyLinkOf(event: RingwallEvent, index: number, root: () => Uint8Array): KeyLink | undefined {
  if (event.type === 'ledger-key.rotated') {
    const { from, to } = event.data;
    // A log speaks for keys of its own name only.
    return nameOf(from) === nameOf(to) ? { index, from, to, endorsed: false } : undefined;
  }
  if (event.type !== 'ledger.restored') return undefined;
  const { from, verifierKey, size, root: restored, endorsement } = event.data;
  const key = parseVerifierKey(from);
  const signed = utf8(`ringwall/successor/1\n${verifierKey}\n${size}\n${restored}\n`);
  const holds =
    key.ok &&
    size === index &&
    Buffer.from(root()).toString('base64') === restored &&
    verifyEd25519(key.publicKey, signed, Buffer.from(endorsement, 'base64'));
  return holds ? { index, from, to: verifierKey, endorsed: true } : undefined;
}

/**
 * The keys that follow from given ones, and how many entries they have signed for. A key counts when an entry links it
 * to one that counts, and a checkpoint of one that counts covers that entry. `signed` is, for each key, the largest
 * checkpoint that holds.
 */
export function followKeys(
  given: readonly string[],
  links: readonly KeyLink[],
  signed: ReadonlyMap<string, number>,
): { readonly trusted: ReadonlySet<string>; readonly proven: number } {
  const trusted = new Set(given);
  for (;;) {
    const known = trusted.size;
    const proven = Math.max(0, ...[...trusted].map((key) => signed.get(key) ?? 0));
    for (const { index, from, to, endorsed } of links) {
      if (index < proven && (trusted.has(from) || trusted.has(to))) trusted.add(from).add(to);
      else if (endorsed && trusted.has(from)) trusted.add(to);
    }
    if (trusted.size === known) return { trusted, proven };
  }
}

function nameOf(verifierKey: string): string | undefined {
  const key = parseVerifierKey(verifierKey);
  return key.ok ? key.name : undefined;
}
