import type { Identity, RandomAccessSource, Recipient } from '@ringwall/core';
import type { OpenedFile, ProgressListener, Rekeyed, RekeyOptions, SealedFile } from '@ringwall/sealing';

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: number;
}

export interface OpenedFolder {
  entries(): readonly Entry[];
  entry(path: string): Entry;
  stream(
    path: string,
    range: { offset: number; length: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
type Parts = string | ((part: string) => Promise<RandomAccessSource>);
export async function sealFolder(_: {
  source: string;
  target: string;
  recipients: readonly Recipient[];
  onProgress: ProgressListener;
}): Promise<SealedFile> {
  throw new Error('later');
}
export async function openFolder(_: {
  parts: Parts;
  keys: Uint8Array;
  identities: readonly Identity[];
  target: string;
}): Promise<OpenedFile> {
  throw new Error('later');
}
export async function openSealedFolder(_: {
  sealed: Parts;
  keys: Uint8Array;
  identities: readonly Identity[];
}): Promise<OpenedFolder> {
  throw new Error('later');
}
export async function rekeyFolder(_: RekeyOptions & { sealed: string }): Promise<Rekeyed> {
  throw new Error('later');
}
