import { isObject, readJson } from '../api/json.ts';
import type { EntryAudit } from './auditor.ts';
import type { PinStorage } from './pin.ts';

/** An entry whose proof somebody has had verified here, every check of it. */
export interface VerifiedEntry {
  readonly index: number;
  /** Size of the tree that it was proved to be in. */
  readonly size: number;
  readonly at: string;
}

const name = 'ringwall.verified-entry';

/** The newest, of the log that this key signs; undefined where there is none of it. */
export function readVerified(
  storage: Pick<PinStorage, 'getItem'>,
  verifierKey: string | undefined,
): VerifiedEntry | undefined {
  const value = readJson(storage.getItem(name) ?? '')?.value;
  if (!isObject(value) || verifierKey === undefined || value.verifierKey !== verifierKey) return undefined;
  const { index, size, at } = value;
  if (typeof index !== 'number' || typeof size !== 'number' || typeof at !== 'string') return undefined;
  return { index, size, at };
}

/** Remembers an entry of which every check passed; anything else is not remembered. */
export function rememberVerified(
  storage: Pick<PinStorage, 'setItem'>,
  { ok, index, size, pin }: Pick<EntryAudit, 'ok' | 'index' | 'size' | 'pin'>,
  at: string = new Date().toISOString(),
): void {
  if (!ok) return;
  storage.setItem(name, JSON.stringify({ verifierKey: pin.verifierKey, index, size, at }));
}
