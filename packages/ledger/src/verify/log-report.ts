import type { WalkFault } from './log-visitor.ts';
import type { RestoredFrom } from './trusted-keys.ts';
import type { Witnessed } from './witnessed.ts';

export type LogFault = WalkFault;

/** What an offline check of the whole log found. */
export interface LogReport {
  /** True when nothing was found wrong. What could not be looked at is in `notChecked`. */
  readonly ok: boolean;
  /** Name of the log whose keys were used. */
  readonly origin: string;
  /** Entries read and found in order, those included that were pruned. */
  readonly entries: number;
  /** The newest one that is signed, whether or not the log holds to it. */
  readonly checkpoint: { readonly size: number; readonly root: Uint8Array } | undefined;
  /** Entries that a checkpoint covers which a trusted key has signed, and that are what was signed. */
  readonly proven: number;
  readonly unproven: number;
  /** Entries below are no longer there; of them the hashes alone were checked. */
  readonly prunedBelow: number;
  /** In order of discovery; the first names the first place in the log. */
  readonly faults: readonly LogFault[];
  /** Files that differ from the log and that nothing relies on: the server makes them anew. */
  readonly stale: readonly LogFault[];
  readonly keySource: 'given' | 'directory';
  /** Verifier keys that the result rests on: those given, and those that follow from them by entries of the log. */
  readonly trustedKeys: readonly string[];
  /** What witnesses have cosigned that the log extends, by falling size. */
  readonly witnessed: readonly Witnessed[];
  /** Where the log goes on openly after an older state was restored. */
  readonly restored: RestoredFrom | undefined;
  /** What this check cannot tell, in sentences for a person. */
  readonly notChecked: readonly string[];
}

/** What the sentences are about. */
export interface Limits {
  readonly keySource: 'given' | 'directory';
  readonly entries: number;
  readonly unproven: number;
  readonly prunedBelow: number;
  readonly torn: boolean;
  readonly stale: number;
  readonly witnessed: readonly Witnessed[];
  readonly witnessKeys: number;
  readonly restored: RestoredFrom | undefined;
  /** From witnesses that were asked. */
  readonly notes: readonly string[];
}

/** What a check cannot tell, in sentences. */
export function sentencesOn(limits: Limits): string[] {
  const sentences: string[] = [];
  if (limits.keySource === 'directory') {
    sentences.push(
      'The verifier key was read from the same directory: pin it (--key) to detect a full rewrite by someone with write access.',
    );
  }
  sentences.push(...limits.notes, onWitnesses(limits));
  const { restored } = limits;
  if (restored !== undefined) {
    const seen =
      restored.witnessedSize === undefined ? '' : `, of which a witness had seen ${restored.witnessedSize}`;
    sentences.push(
      `An older state was restored after ${restored.index} entries${seen}, and the log goes on under a new name: ${restored.reason}. What the old name signed beyond is not part of it.`,
    );
  }
  if (limits.prunedBelow > 0) {
    sentences.push(
      `Entries below ${limits.prunedBelow} were pruned, as the log says: their hashes are what was signed, and what they said is gone.`,
    );
  }
  if (limits.unproven > 0) {
    sentences.push(`Not yet proven, beyond the last checkpoint that holds: ${countOf(limits.unproven)}.`);
  }
  if (limits.torn) {
    sentences.push('The log ends in an incomplete batch that was never acknowledged; it was not looked at.');
  }
  if (limits.stale > 0) {
    sentences.push(
      `Files that nothing relies on differ from the log (${limits.stale}); the server writes them anew when it starts.`,
    );
  }
  sentences.push('Bodies are not part of the log: only their keyed commitments are.');
  return sentences;
}

function onWitnesses({ witnessed, witnessKeys, entries }: Limits): string {
  const [newest] = witnessed;
  if (newest !== undefined) {
    const rest = entries - newest.size;
    return rest === 0
      ? 'Everything here was witnessed; what came after it, if anything did, is not known.'
      : `Unwitnessed since entry ${newest.size}: that ${countOf(rest)} could still be rewritten by whoever has the log's key.`;
  }
  return witnessKeys === 0
    ? 'No witness has seen this log: truncation to an earlier checkpoint cannot be excluded.'
    : 'Nothing that a known witness has cosigned was found: truncation to an earlier checkpoint cannot be excluded.';
}

function countOf(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
