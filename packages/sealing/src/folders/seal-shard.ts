import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sha256Stream } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskError, onDisk } from '../files/disk-error.ts';
import { createPrivately } from '../files/durable-files.ts';
import { type PayloadAppender, payloadAppender } from '../files/payload-appender.ts';
import type { PayloadKey } from '../files/sealed-keys.ts';
import type { FolderMember } from './folder-index.ts';
import type { PlannedMember, ShardPlan } from './plan-shards.ts';
import { archiveEnd, padding } from './tar-header.ts';

export interface SealShardOptions {
  /** The folder being sealed. */
  readonly root: string;
  /** The shard's file, which is created. */
  readonly path: string;
  readonly segmentBytes: number;
  /** Told the bytes of content sealed since it was last told. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** How much is done before other things may happen. */
const sliceBytes = 1024 * 1024;
const sliceMembers = 64;

/**
 * Writes one shard, the tar archive of its members, sealed and synced. Returns what the index says of them.
 * @throws SealingError sealing/source-changed where a file is not what it was when the shard was planned
 */
export async function sealShard(
  plan: ShardPlan,
  payload: PayloadKey,
  { root, path, segmentBytes, onBytes, signal }: SealShardOptions,
): Promise<{ readonly members: readonly FolderMember[]; readonly sealedBytes: number }> {
  const file = await createPrivately(path);
  const appender = payloadAppender(payload, { descriptor: file.fd, path, segmentBytes });
  const members: FolderMember[] = [];
  try {
    let sinceTurn = 0;
    for (const member of plan.members) {
      const { header, ...facts } = member;
      appender.append(header);
      const entry = { ...facts, shard: plan.shard };
      if (member.type !== 'file') members.push(entry);
      else {
        const content = readContent(join(root, member.path), member, appender);
        for (let step = content.next(); ; step = content.next()) {
          if (step.done) {
            members.push({ ...entry, sha256: step.value });
            break;
          }
          onBytes(step.value);
          sinceTurn += step.value;
          if (sinceTurn >= sliceBytes) {
            sinceTurn = 0;
            await turn();
            signal?.throwIfAborted();
          }
        }
        appender.append(padding(member.size));
      }
      if (members.length % sliceMembers === 0) {
        await turn();
        signal?.throwIfAborted();
      }
    }
    appender.append(archiveEnd);
    const sealedBytes = appender.finish();
    await onDisk(path, file.sync());
    return { members, sealedBytes };
  } finally {
    appender.close();
    await file.close();
  }
}

/** Reads a file into the payload, yields how much at a time, and returns its SHA-256. */
function* readContent(
  path: string,
  member: PlannedMember,
  appender: PayloadAppender,
): Generator<number, string> {
  const descriptor = attempt(path, () => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  try {
    mustBePlanned(path, descriptor, member);
    const digest = sha256Stream();
    for (let left = member.size; left > 0; ) {
      const room = appender.room();
      const wanted = Math.min(left, room.length);
      const got = attempt(path, () => readSync(descriptor, room, 0, wanted, null));
      if (got === 0) throw changed(path);
      digest.update(room.subarray(0, got));
      appender.filled(got);
      left -= got;
      yield got;
    }
    mustBePlanned(path, descriptor, member);
    return digest.finish();
  } finally {
    closeSync(descriptor);
  }
}

function mustBePlanned(path: string, descriptor: number, { size, mtimeMs }: PlannedMember): void {
  const stat = attempt(path, () => fstatSync(descriptor));
  if (!stat.isFile() || stat.size !== size || Math.floor(stat.mtimeMs) !== mtimeMs) throw changed(path);
}

function changed(path: string): SealingError {
  return new SealingError('sealing/source-changed', `${path} changed while the folder was sealed.`);
}

function attempt<Value>(path: string, call: () => Value): Value {
  try {
    return call();
  } catch (cause) {
    throw diskError(cause, path);
  }
}
