import type { Principal } from '@ringwall/core';
import { localAdministrator } from '../tables.ts';

const shell = 'shell';

/**
 * The one person behind a caller: whoever owns the credential, and of an agent the user it acts for. The shell and the
 * administrator who signs in with its links are one. A service that belongs to nobody stands for itself.
 */
export function personOf({ who }: Principal): string {
  if (who.type === 'shell' || who.id === localAdministrator) return shell;
  return who.onBehalfOf ?? who.id;
}

/** Only who is there decides: a person who has signed in, or has a shell on the server's machine. */
export function isPresent({ kind }: Principal): boolean {
  return kind === 'session' || kind === 'shell';
}
