import type { RequestRow } from 'ringwall';
import { newer } from '../../../api/request-filters.ts';

/** Rows of one request to the server. */
export const pageRows = 100;
/** Pages that are kept: what scrolls out of reach is read again when it is scrolled to. */
const maxPages = 40;

/**
 * Rows of a list by their rank, counted from the oldest: it stays the same while newer ones come. Holds pages of them,
 * the last used ones.
 */
export class RowPages {
  readonly #pages = new Map<number, (RequestRow | undefined)[]>();
  readonly #ranks = new Map<string, number>();

  at(rank: number): RequestRow | undefined {
    return this.#pages.get(Math.floor(rank / pageRows))?.[rank % pageRows];
  }

  /** Whether all rows of a page are here, of a list of so many. */
  has(page: number, count: number): boolean {
    const rows = this.#pages.get(page);
    const length = Math.min(pageRows, count - page * pageRows);
    return rows?.slice(0, length).every((row) => row !== undefined) === true;
  }

  /** It is in sight now: the last that is forgotten. */
  use(page: number): void {
    const rows = this.#pages.get(page);
    if (rows === undefined) return;
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }

  put(rank: number, row: RequestRow): void {
    const page = Math.floor(rank / pageRows);
    const rows = this.#pages.get(page) ?? Array.from({ length: pageRows }, () => undefined);
    const kept = newer(
      rows[rank % pageRows]?.request === row.request ? rows[rank % pageRows] : undefined,
      row,
    );
    rows[rank % pageRows] = kept;
    this.#ranks.set(row.request, rank);
    this.#pages.set(page, rows);
    this.#forget();
  }

  /** Brings a row that is here up to date. */
  update(row: RequestRow): boolean {
    const rank = this.#ranks.get(row.request);
    if (rank === undefined) return false;
    this.put(rank, row);
    return true;
  }

  rankOf(request: string): number | undefined {
    return this.#ranks.get(request);
  }

  #forget(): void {
    for (const [page, rows] of this.#pages) {
      if (this.#pages.size <= maxPages) return;
      this.#pages.delete(page);
      for (const row of rows) if (row !== undefined) this.#ranks.delete(row.request);
    }
  }
}
