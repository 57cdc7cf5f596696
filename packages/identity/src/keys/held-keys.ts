import type { Principal } from '@ringwall/core';
import type { Authentication } from '../authentication.ts';
import { IdentityError } from '../errors.ts';
import type { Holders } from '../principals/holders.ts';
import { type KeyRow, scopeOfKey, storedNames } from './key-row.ts';
import { type NetworkList, networkList } from './network-list.ts';

/** A key that may be used, and what must be true of whoever brings it. */
export interface HeldKey {
  row: KeyRow;
  readonly networks: NetworkList | undefined;
  /** What is good for it now: its text, and the one before the last rotation. */
  readonly secrets: Set<HeldSecret>;
}

export interface HeldSecret {
  readonly key: HeldKey;
  readonly hash: string;
  /** Rotated away, and good for a while yet. */
  older: boolean;
  /** That it is still used although it is older is on record. */
  isNoticed: boolean;
  untilMs: number;
  /** The same object each time, so that whoever goes by it finds it again. */
  admitted: Extract<Authentication, { ok: true }>;
}

/** The keys as they are looked up: only what may be used can be found by a credential. */
export class HeldKeys {
  readonly #holders: Holders;
  readonly #secrets = new Map<string, HeldSecret>();
  readonly #keys = new Map<string, HeldKey>();
  /** Which text each principal came with: what ends a text ends whoever came with it, and nobody else. */
  readonly #secretOf = new WeakMap<Principal, HeldSecret>();
  /** Texts that were good once, and whose: for the record of a refusal alone. */
  readonly #ended = new Map<string, string>();

  constructor(holders: Holders) {
    this.#holders = holders;
  }

  /** The secret with this hash; undefined for one that may not be used. */
  find(hash: string): HeldSecret | undefined {
    return this.#secrets.get(hash);
  }

  /** The key whose text this was, before it was revoked or rotated away. */
  endedOf(hash: string): string | undefined {
    return this.#ended.get(hash);
  }

  isLive(principal: Principal, nowMs: number): boolean {
    const secret = this.#secretOf.get(principal);
    return (
      secret !== undefined &&
      this.#secrets.get(secret.hash) === secret &&
      nowMs < secret.untilMs &&
      this.isOwnerActive(secret.key)
    );
  }

  isOwnerActive({ row: { owner } }: HeldKey): boolean {
    return owner === null || this.#holders.isActive(owner);
  }

  values(): Iterable<HeldKey> {
    return this.#keys.values();
  }

  /** Makes memory agree with a row, but for its newest text, which `allowNewest` lets in. */
  take(row: KeyRow): HeldKey | undefined {
    if (row.revoked_at !== null) {
      this.drop(row.id);
      for (const hash of [row.hash, row.previous_hash]) if (hash !== null) this.#ended.set(hash, row.id);
      return undefined;
    }
    const key = this.#keys.get(row.id) ?? { row, networks: networksOf(row), secrets: new Set() };
    key.row = row;
    this.#keys.set(row.id, key);
    for (const secret of key.secrets) {
      if (secret.hash === row.previous_hash) this.#growOld(secret, row.previous_until ?? 0);
      else if (secret.hash !== row.hash) this.#end(secret);
    }
    return key;
  }

  /** Lets in whoever brings the newest text of a row that was taken, unless a later row has replaced it. */
  allowNewest(row: KeyRow): void {
    const key = this.#keys.get(row.id);
    if (key?.row.hash !== row.hash || this.#secrets.has(row.hash)) return;
    this.#allow(key, row.hash, undefined);
  }

  /** The text before the last rotation, at the start. */
  allowOlder(row: KeyRow): void {
    const key = this.#keys.get(row.id);
    if (key === undefined || row.previous_hash === null || this.#secrets.has(row.previous_hash)) return;
    this.#allow(key, row.previous_hash, row.previous_until ?? 0);
  }

  drop(id: string): void {
    const key = this.#keys.get(id);
    this.#keys.delete(id);
    for (const secret of key?.secrets ?? []) this.#end(secret);
  }

  #allow(key: HeldKey, hash: string, overlapUntilMs: number | undefined): void {
    const admitted = this.#admission(key, overlapUntilMs);
    const untilMs = admitted.principal.untilMs ?? Number.POSITIVE_INFINITY;
    const secret = { key, hash, older: overlapUntilMs !== undefined, isNoticed: false, untilMs, admitted };
    this.#secretOf.set(admitted.principal, secret);
    this.#secrets.set(hash, secret);
    key.secrets.add(secret);
  }

  #growOld(secret: HeldSecret, overlapUntilMs: number): void {
    secret.older = true;
    secret.admitted = this.#admission(secret.key, overlapUntilMs);
    secret.untilMs = secret.admitted.principal.untilMs ?? overlapUntilMs;
    // The principal from before stays known too: it ends with the text.
    this.#secretOf.set(secret.admitted.principal, secret);
  }

  #admission({ row }: HeldKey, overlapUntilMs: number | undefined) {
    const { id, owner, subject } = row;
    const known = owner === null ? { type: 'service' as const, id } : this.#holders.find(owner);
    if (known === undefined) throw damaged(id, 'belongs to nobody there is');
    const ends = [row.expires_at, overlapUntilMs].filter((ms) => typeof ms === 'number');
    const principal: Principal = {
      ...{ kind: 'key', id, who: known, scope: scopeOfKey(row) },
      ...(ends.length > 0 && { untilMs: Math.min(...ends) }),
      ...(subject !== null && { subject }),
    };
    return { ok: true as const, principal };
  }

  #end(secret: HeldSecret): void {
    secret.key.secrets.delete(secret);
    this.#secrets.delete(secret.hash);
    this.#ended.set(secret.hash, secret.key.row.id);
  }
}

function networksOf(row: KeyRow): NetworkList | undefined {
  if (row.networks === null) return undefined;
  const list = networkList(storedNames(row, 'networks'));
  if (list === undefined) throw damaged(row.id, 'names networks that are none');
  return list;
}

function damaged(id: string, what: string): IdentityError {
  return new IdentityError('identity/row-damaged', `The key ${id} ${what}.`);
}
