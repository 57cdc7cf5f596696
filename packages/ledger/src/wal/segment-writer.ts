import { type Files, type LedgerFile, openIfPresent, writeAll } from '../files.ts';
import { type Segment, segmentBytes, segmentName } from './segments.ts';

/**
 * Appends batches to the last segment and rolls to a new one when it is full. After a failure nothing is known
 * about the bytes beyond the last batch that succeeded: `recover` must take them away before the next append.
 */
export class SegmentWriter {
  readonly #files: Files;
  readonly #directory: string;
  readonly #maxBytes: number;
  #segment: Segment;
  #file: LedgerFile | undefined;
  /** Everything before is durable and acknowledged or about to be. */
  #goodBytes: number;

  private constructor(
    place: { files: Files; directory: string; maxBytes: number },
    segment: Segment,
    goodBytes: number,
  ) {
    this.#files = place.files;
    this.#directory = place.directory;
    this.#maxBytes = place.maxBytes;
    this.#segment = segment;
    this.#goodBytes = goodBytes;
  }

  /** Continues `segment` at `goodBytes`, making durable what a crash may have left in memory of the system only. */
  static async open(
    place: { files: Files; directory: string; maxBytes?: number | undefined },
    segment: Segment,
    goodBytes: number,
  ): Promise<SegmentWriter> {
    const writer = new SegmentWriter(
      { ...place, maxBytes: place.maxBytes ?? segmentBytes },
      segment,
      goodBytes,
    );
    await writer.recover();
    return writer;
  }

  /** Durable when resolved; `first` is the index of the batch's first entry. Anything thrown calls for `recover`. */
  async append(
    bytes: Uint8Array,
    first: number,
  ): Promise<{ readonly segment: Segment; readonly offset: number }> {
    if (this.#goodBytes > 0 && this.#goodBytes + bytes.length > this.#maxBytes) await this.#roll(first);
    const file = this.#file;
    if (file === undefined) throw new Error('The segment is not open.');
    const offset = this.#goodBytes;
    await writeAll(file, bytes, offset);
    await file.datasync();
    return { segment: this.#segment, offset };
  }

  /** Counts an append as done; without it, `recover` takes the append back. */
  commit(end: number): void {
    this.#goodBytes = end;
  }

  /** Cuts the segment to what is known to be good, and opens it anew: a file that failed to sync is not asked again. */
  async recover(): Promise<void> {
    await this.close();
    const path = `${this.#directory}/${this.#segment.name}`;
    const file =
      (await openIfPresent(this.#files, path, 'update')) ?? (await this.#files.open(path, 'create'));
    try {
      if ((await file.size()) !== this.#goodBytes) await file.truncate(this.#goodBytes);
      await file.sync();
      await this.#files.syncDirectory(this.#directory);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#file = file;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  async #roll(first: number): Promise<void> {
    await this.close();
    this.#segment = { name: segmentName(first), first };
    this.#goodBytes = 0;
    this.#file = await this.#files.open(`${this.#directory}/${this.#segment.name}`, 'create');
    await this.#files.syncDirectory(this.#directory);
  }
}
