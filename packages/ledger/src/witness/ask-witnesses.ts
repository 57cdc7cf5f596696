import type { Files } from '../files.ts';
import { keptCheckpoint } from './kept-checkpoints.ts';
import type { WitnessedTree } from './must-extend.ts';
import type { LogName, WitnessClient } from './witness-client.ts';

/** What could be learnt before the log is opened about how far a witness has cosigned it. */
export interface AskedWitness {
  readonly name: string;
  readonly url: string;
  /**
   * `witness`: it answered. `kept`: it did not, and this is the newest of its checkpoints that is kept beside the log;
   * whoever put back an older log may have put back an older one of these too. `nothing`: neither is there.
   */
  readonly source: 'witness' | 'kept' | 'nothing';
  /** Why the witness itself did not answer. */
  readonly reason?: string;
  /** True where the witness shows less than it has cosigned before: it was put back to an older state itself. */
  readonly forgot: boolean;
  /** What the log must extend. */
  readonly trees: readonly WitnessedTree[];
}

/** Asks every witness, side by side, for the newest checkpoint it has cosigned of a log. Never throws. */
export function askWitnesses(
  clients: readonly WitnessClient[],
  about: { readonly files: Files; readonly directory: string; readonly log: LogName },
): Promise<readonly AskedWitness[]> {
  return Promise.all(clients.map((client) => ask(client, about)));
}

async function ask(client: WitnessClient, about: Parameters<typeof askWitnesses>[1]): Promise<AskedWitness> {
  const { name, url } = client;
  const { log } = about;
  const [kept, answer] = await Promise.all([
    keptCheckpoint(about, client, log).catch(() => undefined),
    client.newest(log).then(
      (newest) => ({ newest }),
      (error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) }),
    ),
  ]);
  const tree = (
    of: Pick<WitnessedTree, 'size' | 'root'> | undefined,
    by: string,
  ): readonly WitnessedTree[] =>
    of === undefined ? [] : [{ by, size: of.size, root: of.root, seen: client.seen(log.origin) }];
  const keptTree = tree(kept, `${name} (as kept here)`);
  if ('reason' in answer) {
    const source = kept === undefined ? 'nothing' : 'kept';
    return { name, url, source, reason: answer.reason, forgot: false, trees: keptTree };
  }
  const { newest } = answer;
  if (newest === undefined && kept !== undefined) {
    // It has lost everything, or it is one that only cosigns: the protocol has no way to ask.
    const reason = 'it shows nothing of this log';
    return { name, url, source: 'kept', reason, forgot: false, trees: keptTree };
  }
  const forgot = (kept?.size ?? -1) > (newest?.size ?? -1);
  // What was cosigned once holds, also where the witness has lost it since.
  return {
    name,
    url,
    source: 'witness',
    forgot,
    trees: [...tree(newest, name), ...(forgot ? keptTree : [])],
  };
}
