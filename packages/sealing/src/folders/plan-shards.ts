import { folderLimits, unsafe } from './folder-index.ts';
import { archiveEnd, paddingBytes, tarHeader } from './tar-header.ts';
import type { FoundMember } from './walk-folder.ts';

/** A member and where its content will lie in its shard. */
export interface PlannedMember extends FoundMember {
  readonly offset: number;
  readonly header: Uint8Array;
}

/** One tar archive: members that lie together. */
export interface ShardPlan {
  readonly shard: number;
  readonly members: readonly PlannedMember[];
  /** Length of the whole archive. */
  readonly tarBytes: number;
}

const maxMembersOfShard = 8192;

/**
 * Cuts a sequence of members into shards of about `shardBytes`; one that is larger alone gets a shard of its own. A
 * shard is planned whole before anything of it is read, and no more than one is held.
 * @throws SealingError sealing/folder-unsafe for more members or shards than `folderLimits`
 */
export function* planShards(found: Iterable<FoundMember>, shardBytes: number): Generator<ShardPlan> {
  let shard = 0;
  let count = 0;
  let bytes = 0;
  let members: PlannedMember[] = [];
  const cut = (): ShardPlan => {
    const plan = { shard: shard++, members, tarBytes: bytes + archiveEnd.length };
    if (shard > folderLimits.shards)
      throw unsafe(`The folder needs more than ${folderLimits.shards} shards.`);
    members = [];
    bytes = 0;
    return plan;
  };
  for (const member of found) {
    if (++count > folderLimits.members) {
      throw unsafe(`The folder has more than ${folderLimits.members} members.`);
    }
    const path = member.type === 'directory' ? `${member.path}/` : member.path;
    const header = tarHeader({ ...member, path });
    const length = header.length + member.size + paddingBytes(member.size);
    const full = members.length === maxMembersOfShard || bytes + length > shardBytes;
    if (full && members.length > 0) yield cut();
    members.push({ ...member, header, offset: bytes + header.length });
    bytes += length;
  }
  if (members.length > 0) yield cut();
}
