import { canonicalJson } from '@ringwall/core';
import { utf8 } from '../bytes.ts';
import { type Files, openIfPresent, writeAll } from '../files.ts';

/** A checkpoint the log has signed that contradicts what was cosigned before: evidence against the log. */
export interface RefusedCheckpoint {
  /** RFC 3339. */
  readonly time: string;
  /** What it was answered. */
  readonly status: number;
  readonly reason: string;
  readonly oldSize: number;
  /** Base64. */
  readonly hashes: readonly string[];
  /** As the log signed it. */
  readonly checkpoint: string;
}

/** Who has the log's key could fill the disk with evidence: the first this many bytes of it are enough. */
const maxBytes = 16 << 20;
const maxRemembered = 1024;

/** Keeps refused checkpoints, one JSON object a line; a checkpoint that is sent again is not kept again. */
export class RefusalRecord {
  readonly #files: Files;
  readonly #directory: string;
  readonly #name: string;
  readonly #kept = new Set<string>();

  constructor(files: Files, directory: string, name: string) {
    this.#files = files;
    this.#directory = directory;
    this.#name = name;
  }

  /** Durable when resolved. One call at a time. */
  async keep(refused: RefusedCheckpoint): Promise<void> {
    const [signed = ''] = refused.checkpoint.split('\n\n');
    if (this.#kept.has(signed) || this.#kept.size >= maxRemembered) return;
    const path = `${this.#directory}/${this.#name}`;
    const existing = await openIfPresent(this.#files, path, 'update');
    const file = existing ?? (await this.#files.open(path, 'create'));
    try {
      const end = await file.size();
      if (end > maxBytes) return;
      await writeAll(file, utf8(`${canonicalJson({ ...refused, hashes: [...refused.hashes] })}\n`), end);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (existing === undefined) await this.#files.syncDirectory(this.#directory);
    this.#kept.add(signed);
  }
}
