import type { RecipientEntry, Wrapping } from './recipient-entry.ts';

/** How many passphrase entries one passphrase is tried on, and how many rounds of PBKDF2 that may cost together. */
export const passphraseBudget = { entries: 8, rounds: 20_000_000 } as const;

/** A passphrase entry. */
export type PassphraseEntry = RecipientEntry & {
  readonly wrapping: Extract<Wrapping, { kind: 'passphrase' }>;
};

/**
 * The passphrase entries worth trying, in order, so that a stranger's document cannot burn minutes. A document with
 * more of them is not written.
 */
export function affordable(entries: readonly RecipientEntry[]): readonly PassphraseEntry[] {
  const tried: PassphraseEntry[] = [];
  let roundsLeft: number = passphraseBudget.rounds;
  for (const entry of entries) {
    if (!isPassphraseEntry(entry) || entry.wrapping.iterations > roundsLeft) continue;
    if (tried.length === passphraseBudget.entries) break;
    tried.push(entry);
    roundsLeft -= entry.wrapping.iterations;
  }
  return tried;
}

/** Tells the entries a passphrase may open. */
export function isPassphraseEntry(entry: RecipientEntry): entry is PassphraseEntry {
  return entry.wrapping.kind === 'passphrase';
}
