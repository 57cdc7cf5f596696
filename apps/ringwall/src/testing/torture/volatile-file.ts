import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

/** What a disk writes whole or not at all. */
const sectorBytes = 512;

/** One file: what the system shows of it, and apart from that what of it has reached the disk. */
export class VolatileFile {
  #shown: Buffer;
  #length: number;
  #durableBytes: number;
  /** Sectors whose content the disk does not have. */
  #dirty = new Set<number>();
  /** Where the disk has it; undefined while no durable name leads to it. */
  #place: string | undefined;
  /** What was synced of a file without a durable name. */
  #unnamed: Buffer | undefined;

  private constructor(content: Buffer, place: string | undefined) {
    this.#shown = content;
    this.#length = content.length;
    this.#durableBytes = place === undefined ? 0 : content.length;
    this.#place = place;
    this.#unnamed = place === undefined ? Buffer.alloc(0) : undefined;
  }

  /** The file at a place of the disk. @throws what reading it throws */
  static at(place: string): VolatileFile {
    return new VolatileFile(readFileSync(place), place);
  }

  static empty(): VolatileFile {
    return new VolatileFile(Buffer.alloc(0), undefined);
  }

  get size(): number {
    return this.#length;
  }

  get place(): string | undefined {
    return this.#place;
  }

  get isDirty(): boolean {
    return this.#dirty.size > 0 || this.#length !== this.#durableBytes;
  }

  read(target: Uint8Array, position: number): number {
    const piece = this.#shown.subarray(position, Math.min(this.#length, position + target.length));
    target.set(piece);
    return piece.length;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    this.#grow(end);
    if (position > this.#length) this.#shown.fill(0, this.#length, position);
    this.#shown.set(bytes, position);
    this.#touch(Math.min(position, this.#length), end);
    this.#length = Math.max(this.#length, end);
  }

  truncate(size: number): void {
    this.#grow(size);
    this.#shown.fill(0, Math.min(size, this.#length), this.#shown.length);
    if (size > this.#length) this.#touch(this.#length, size);
    this.#length = size;
  }

  /** Everything reaches the disk. */
  sync(): void {
    this.#reach([...this.#dirty], this.#length);
    this.#dirty.clear();
  }

  /** The system was refused by the disk, tells so once, and takes what it could not write for written (as Linux does). */
  loseDirty(): void {
    this.#dirty.clear();
  }

  /** Some of what was never synced reaches the disk by itself, in no order. */
  writeBack(reaches: () => boolean): void {
    const sectors = [...this.#dirty].filter(reaches);
    if (sectors.length === 0 && !(this.#length !== this.#durableBytes && reaches())) return;
    const end = Math.max(0, ...sectors.map((sector) => Math.min(this.#length, (sector + 1) * sectorBytes)));
    // A file that shrank does so at once; one that grows reaches as far as what was written of it.
    const length = this.#length < this.#durableBytes ? this.#length : Math.max(this.#durableBytes, end);
    this.#reach(sectors, length);
    for (const sector of sectors) this.#dirty.delete(sector);
  }

  /** A durable name leads to it from now on: the disk shows there what was synced, in one step. */
  name(place: string): void {
    if (this.#place !== undefined) {
      renameSync(this.#place, place);
    } else {
      const beside = `${place}.naming`;
      writeFileSync(beside, this.#unnamed ?? '', { mode: 0o600 });
      renameSync(beside, place);
      this.#unnamed = undefined;
    }
    this.#place = place;
  }

  /** Its place is about to be taken from it: what is open stays readable and is found nowhere. */
  unname(): void {
    if (this.#place === undefined) return;
    this.#unnamed = readFileSync(this.#place);
    this.#place = undefined;
  }

  #reach(sectors: readonly number[], length: number): void {
    const pieces = sectors.map((sector) => {
      const at = sector * sectorBytes;
      return { at, bytes: this.#shown.subarray(at, Math.max(at, Math.min(length, at + sectorBytes))) };
    });
    this.#durableBytes = length;
    if (this.#place === undefined) {
      const next = Buffer.alloc(length);
      this.#unnamed?.copy(next);
      for (const { at, bytes } of pieces) if (bytes.length > 0) next.set(bytes, at);
      this.#unnamed = next;
      return;
    }
    const file = openSync(this.#place, 'r+');
    try {
      ftruncateSync(file, length);
      for (const { at, bytes } of pieces) if (bytes.length > 0) writeSync(file, bytes, 0, bytes.length, at);
    } finally {
      closeSync(file);
    }
  }

  #touch(from: number, to: number): void {
    for (let sector = Math.floor(from / sectorBytes); sector * sectorBytes < to; sector++)
      this.#dirty.add(sector);
  }

  #grow(size: number): void {
    if (size <= this.#shown.length) return;
    const grown = Buffer.alloc(Math.max(size, this.#shown.length * 2, 4096));
    this.#shown.copy(grown, 0, 0, this.#length);
    this.#shown = grown;
  }
}
