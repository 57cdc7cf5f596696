import { isObject, readJson } from '../api/json.ts';

/** What this browser remembers of the ledger behind this address. */
export interface Pin {
  /** The log's name, part of the key and first line of every checkpoint. */
  readonly origin: string;
  readonly verifierKey: string;
  /** When the key was first seen or last accepted, RFC 3339. */
  readonly since: string;
  /** The newest tree that was verified here: a later one must contain it. */
  readonly seen?: { readonly size: number; readonly root: string; readonly at: string };
}

/**
 * One pin for one address of the console, not one for each name a log gives itself: a server that answers with
 * another log under another name must be noticed too. The storage is the browser's, so it is per web origin.
 */
const name = 'ringwall.ledger-pin';

export type PinStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** The pin, or `undefined` when none was stored or what is stored is not one. */
export function readPin(storage: PinStorage): Pin | undefined {
  const value = readJson(storage.getItem(name) ?? '')?.value;
  if (!isObject(value)) return undefined;
  const { origin, verifierKey, since, seen } = value;
  if (typeof origin !== 'string' || typeof verifierKey !== 'string' || typeof since !== 'string') {
    return undefined;
  }
  const pin = { origin, verifierKey, since };
  if (!isObject(seen)) return pin;
  const { size, root, at } = seen;
  if (typeof size !== 'number' || typeof root !== 'string' || typeof at !== 'string') return pin;
  return { ...pin, seen: { size, root, at } };
}

export function writePin(storage: PinStorage, pin: Pin): void {
  storage.setItem(name, JSON.stringify(pin));
}
