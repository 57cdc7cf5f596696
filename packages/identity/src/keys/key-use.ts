import { hmacSha256 } from '@ringwall/core';
import type { IdentityParts } from '../parts.ts';
import type { IdentityTables } from '../tables.ts';
import { addressBytes } from './address-bytes.ts';
import type { HeldSecret } from './held-keys.ts';
import type { KeyRow } from './key-row.ts';
import { Notices, type Pattern } from './notices.ts';
import type { KeyUseTables } from './use-tables.ts';

const flushMs = 60_000;
const restMs = 30 * 24 * 60 * 60 * 1000;
/** Addresses remembered of one key as they are, so that those of most requests need no digest. */
const maxFresh = 64;

interface Usage {
  lastMs: number | undefined;
  /** It was used since that was last written down. */
  isDirty: boolean;
  /** Of the last request, which is that of the next one mostly. */
  address: string | undefined;
  readonly fresh: Set<string>;
  readonly places: Set<string>;
}

/**
 * When each key was last used, and what is unusual about it. Nothing here holds up a request: times are written down
 * once a minute, and what is noticed is recorded afterwards.
 */
export class KeyUse {
  readonly #parts: IdentityParts;
  readonly #digestKey: Uint8Array;
  readonly #notices: Notices;
  readonly #usages = new Map<string, Usage>();
  #timer: NodeJS.Timeout | undefined;

  /** `digestKey` makes the digests of addresses: without it nobody can try which address one is of. */
  static async open(parts: IdentityParts, digestKey: Uint8Array): Promise<KeyUse> {
    const use = new KeyUse(parts, digestKey);
    const db = parts.store.db.withTables<KeyUseTables>();
    const rows = await db.selectFrom('key_addresses').select(['key_id', 'digest']).execute();
    for (const { key_id, digest } of rows) use.#of(key_id, null).places.add(digest);
    return use;
  }

  private constructor(parts: IdentityParts, digestKey: Uint8Array) {
    this.#parts = parts;
    this.#digestKey = digestKey;
    this.#notices = new Notices(parts);
  }

  /** A request was let in. */
  used(secret: HeldSecret, address: string, nowMs: number): void {
    const { row } = secret.key;
    const usage = this.#of(row.id, row.last_used_at);
    const { lastMs } = usage;
    usage.lastMs = Math.max(lastMs ?? 0, nowMs);
    if (!usage.isDirty) {
      usage.isDirty = true;
      this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), flushMs).unref();
    }
    if (secret.older && !secret.isNoticed)
      secret.isNoticed = this.#notice(row, 'older-secret', address, nowMs);
    if (lastMs === undefined) this.#noticePlace(row, usage, 'first-use', { address, nowMs });
    else if (nowMs - lastMs > restMs) this.#noticePlace(row, usage, 'after-rest', { address, nowMs });
    else if (address !== usage.address && !usage.fresh.has(address)) {
      const place = this.#place(address);
      if (place === undefined || usage.places.has(place)) remember(usage, address);
      else this.#noticePlace(row, usage, 'new-address', { address, nowMs });
    }
    usage.address = address;
  }

  /** A request with the right text was turned away. */
  refused(row: KeyRow, pattern: 'refused-address' | 'refused-certificate', address: string): void {
    this.#notice(row, pattern, address, this.#parts.clock.now());
  }

  /** Milliseconds since the epoch; undefined for a key that was not used since it was read. */
  lastUsedMs(key: string): number | undefined {
    return this.#usages.get(key)?.lastMs;
  }

  /** From where a key came that was revoked. */
  forget(key: string): void {
    this.#usages.get(key)?.places.clear();
    this.#usages.get(key)?.fresh.clear();
    this.#notices.forget(key);
  }

  /** Writes down what is known until now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#notices.flush();
    const dirty = [...this.#usages].filter(([, usage]) => usage.isDirty);
    if (dirty.length === 0) return;
    for (const [, usage] of dirty) usage.isDirty = false;
    await this.#parts.store.db.transaction().execute(async (trx) => {
      for (const [id, { lastMs }] of dirty) {
        await trx
          .withTables<IdentityTables>()
          .updateTable('api_keys')
          .set({ last_used_at: lastMs ?? null })
          .where('id', '=', id)
          .execute();
      }
    });
  }

  #of(key: string, lastUsedMs: number | null): Usage {
    const known = this.#usages.get(key);
    if (known !== undefined) {
      known.lastMs ??= lastUsedMs ?? undefined;
      return known;
    }
    const usage = {
      ...{ lastMs: lastUsedMs ?? undefined, isDirty: false, address: undefined },
      ...{ fresh: new Set<string>(), places: new Set<string>() },
    };
    this.#usages.set(key, usage);
    return usage;
  }

  #noticePlace(
    row: KeyRow,
    usage: Usage,
    pattern: Pattern,
    from: { readonly address: string; readonly nowMs: number },
  ): void {
    const { address, nowMs } = from;
    if (!this.#notice(row, pattern, address, nowMs)) return;
    const place = this.#place(address);
    if (place !== undefined) usage.places.add(place);
    remember(usage, address);
  }

  #notice(row: KeyRow, pattern: Pattern, address: string, atMs: number): boolean {
    return this.#notices.add({ row, pattern, atMs, place: this.#place(address) });
  }

  /** IPv6 by its network: whoever has one has all addresses in it, and takes another every day. */
  #place(address: string): string | undefined {
    const known = addressBytes(address);
    if (known === undefined) return undefined;
    const { family, bytes } = known;
    const digest = hmacSha256(this.#digestKey, Uint8Array.from([family, ...bytes.slice(0, 8)]));
    return Buffer.from(digest.subarray(0, 16)).toString('base64url');
  }
}

function remember(usage: Usage, address: string): void {
  usage.fresh.add(address);
  for (const oldest of usage.fresh) {
    if (usage.fresh.size <= maxFresh) break;
    usage.fresh.delete(oldest);
  }
}
