import type { FileHandle } from 'node:fs/promises';
import { createSealedWriter, type SealedWriter } from '@ringwall/core';
import { diskError, onDisk } from '../files/disk-error.ts';
import { createPrivately } from '../files/durable-files.ts';
import type { PayloadKey } from '../files/sealed-keys.ts';
import {
  encodeMember,
  encodeTotals,
  type FolderMember,
  type FolderTotals,
  totalsBytes,
} from './folder-index.ts';

const chunkBytes = 64 * 1024;

/** Writes a sealed index line by line; its first line comes last, when everything has been counted. */
export class IndexWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #writer: SealedWriter;
  #offset = totalsBytes;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #members = 0;
  #plainBytes = 0;

  private constructor(file: FileHandle, path: string, writer: SealedWriter) {
    this.#file = file;
    this.#path = path;
    this.#writer = writer;
  }

  /** Creates the file at `path`. */
  static async create(path: string, { key, aad }: PayloadKey): Promise<IndexWriter> {
    const file = await createPrivately(path);
    const sink = {
      write: async (offset: number, bytes: Uint8Array) => {
        for (let put = 0; put < bytes.length; ) {
          put += (await file.write(bytes, put, bytes.length - put, offset + put)).bytesWritten;
        }
      },
    };
    return new IndexWriter(file, path, createSealedWriter(sink, key, aad));
  }

  async add(member: FolderMember): Promise<void> {
    this.#members++;
    this.#plainBytes += member.size;
    const line = encodeMember(member);
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    if (this.#waitingBytes >= chunkBytes) await this.#flush();
  }

  /** Writes the totals and waits until all is on disk. */
  async finish(shards: number): Promise<FolderTotals & { readonly sealedBytes: number }> {
    await this.#flush();
    const totals = { members: this.#members, shards, plainBytes: this.#plainBytes };
    return this.#attempt(async () => {
      await this.#writer.write(0, encodeTotals(totals));
      const { sealedSize } = await this.#writer.finish(this.#offset);
      await this.#file.sync();
      return { ...totals, sealedBytes: sealedSize };
    });
  }

  /** Forgets the keys and closes the file. */
  async close(): Promise<void> {
    this.#writer.close();
    await onDisk(this.#path, this.#file.close());
  }

  async #flush(): Promise<void> {
    const chunk = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#attempt(() => this.#writer.write(this.#offset, chunk));
    this.#offset += chunk.length;
  }

  async #attempt<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (cause) {
      throw diskError(cause, this.#path);
    }
  }
}
