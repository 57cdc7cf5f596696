import {
  inclusionPath,
  leafHash,
  openCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '@ringwall/verifier';
import type { Schema } from '../api/operations.ts';
import { ApiError } from '../api/problem.ts';
import { fromHex, readHashes, toHex } from './hex.ts';
import type { Pin } from './pin.ts';

/** What was looked at, in the order in which it is shown. */
export type CheckId = 'leaf' | 'inclusion' | 'signature' | 'key' | 'history';

/** `skipped`: could not be looked at because an earlier check failed; it is no pass. */
export interface Check {
  readonly id: CheckId;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** One sentence with the numbers of this very check. */
  readonly detail: string;
}

/** A step up the tree, as hexadecimal text. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly sibling: string;
  readonly parent: string;
}

/** How the tree relates to the newest one this browser had verified before. */
export type History = 'first' | 'same' | 'extended' | 'shrank' | 'forked' | 'unchecked';

export interface Audit {
  /** Every check passed. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly index: number;
  /** Size of the tree the proof is in. */
  readonly size: number;
  /** Computed in this browser from the bytes of the leaf. */
  readonly leafHash: string;
  /** Computed in this browser; empty when the proof has no valid shape. */
  readonly path: readonly PathStep[];
  /** Root of the checkpoint when the pinned key signed it. */
  readonly root: string | undefined;
  readonly history: History;
}

export interface AuditInput {
  readonly index: number;
  readonly entry: Schema<'LedgerEntry'>;
  readonly proof: Schema<'LedgerProof'>;
  /** The key to trust and the tree seen before, read from the browser before `proof` was asked for. */
  readonly pin: Pin;
  readonly consistency: (range: { from: number; to: number }) => Promise<Schema<'LedgerConsistency'>>;
}

/**
 * Looks whether one entry is in the signed log this browser knows. Nothing the server claims is taken over: the leaf
 * hash comes from the leaf's bytes, the root from a note the pinned key signed, the tree from the hashes given.
 */
export async function audit(input: AuditInput): Promise<Audit> {
  const { index, entry, proof, pin } = input;
  const leafBytes = new TextEncoder().encode(entry.leaf);
  const computed = await leafHash(leafBytes);
  const leafText = toHex(computed);
  const hashes = readHashes(proof.hashes);

  const leaf: Check =
    entry.index !== index || proof.index !== index
      ? failed('leaf', `The server answered with entry ${entry.index} and a proof for ${proof.index}.`)
      : leafText !== proof.leafHash.toLowerCase()
        ? failed(
            'leaf',
            `SHA-256 over the leaf gives ${short(leafText)}, not the ${short(proof.leafHash)} of the proof.`,
          )
        : passed('leaf', `SHA-256 over 0x00 and the ${count(leafBytes.length)} bytes of the leaf.`);

  const sameKey = proof.verifierKey === pin.verifierKey;
  const key: Check = sameKey
    ? passed('key', `${keyLabel(pin.verifierKey)}, pinned here since ${minute(pin.since)}.`)
    : failed(
        'key',
        `The server now shows ${keyLabel(proof.verifierKey)}; pinned is ${keyLabel(pin.verifierKey)}.`,
      );

  const opened = await openCheckpoint(proof.checkpoint, pin.verifierKey);
  const checkpoint = opened.ok ? opened : undefined;
  const signature: Check = !opened.ok
    ? failed('signature', `The checkpoint does not open with the pinned key: ${opened.reason}`)
    : opened.size !== proof.size
      ? failed(
          'signature',
          `The checkpoint is of ${count(opened.size)} entries, the proof of ${count(proof.size)}.`,
        )
      : passed('signature', `Ed25519, over a tree of ${count(opened.size)} entries named ${opened.origin}.`);

  let inclusion: Check;
  if (checkpoint === undefined || signature.state === 'failed') {
    inclusion = skipped('inclusion', 'There is no root signed by the pinned key to arrive at.');
  } else if (hashes === undefined) {
    inclusion = failed('inclusion', 'A hash of the proof is not a SHA-256 value.');
  } else {
    const { root, size } = checkpoint;
    const included = await verifyInclusion({ index, size, leafHash: computed, hashes, root });
    const way = `${hashes.length} ${hashes.length === 1 ? 'hash' : 'hashes'}`;
    inclusion = included
      ? passed('inclusion', `${way} from entry ${count(index)} to the root of ${count(size)} entries.`)
      : failed('inclusion', `The ${way} of the proof do not lead from this leaf to the signed root.`);
  }

  const past =
    checkpoint === undefined
      ? {
          history: 'unchecked' as const,
          check: skipped('history', 'There is no signed tree to compare with.'),
        }
      : await compareHistory(checkpoint, input);

  const checks = [leaf, inclusion, signature, key, past.check];
  const path = hashes ? await inclusionPath({ index, size: proof.size, leafHash: computed, hashes }) : [];
  return {
    ok: checks.every((check) => check.state === 'passed'),
    checks,
    index,
    size: proof.size,
    leafHash: leafText,
    path: path.map((step) => ({ side: step.side, sibling: toHex(step.sibling), parent: toHex(step.parent) })),
    root: checkpoint && toHex(checkpoint.root),
    history: past.history,
  };
}

/** Any other refusal is none of a proof. */
function noneIfPruned(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.code !== 'ledger/pruned') throw error;
}

/** A log only grows: the tree seen before must be the beginning of this one. */
async function compareHistory(
  now: { readonly size: number; readonly root: Uint8Array },
  { pin, consistency }: Pick<AuditInput, 'pin' | 'consistency'>,
): Promise<{ readonly history: History; readonly check: Check }> {
  const { seen } = pin;
  if (seen === undefined) {
    return {
      history: 'first',
      check: passed('history', 'First tree seen in this browser; later ones must contain it.'),
    };
  }
  const before = `the ${count(seen.size)} entries seen here on ${minute(seen.at)}`;
  if (now.size < seen.size) {
    const detail = `The log has ${count(now.size)} entries, fewer than ${before}: it was cut or replaced.`;
    return { history: 'shrank', check: failed('history', detail) };
  }
  const oldRoot = fromHex(seen.root) ?? new Uint8Array();
  if (now.size === seen.size) {
    return toHex(now.root) === seen.root
      ? { history: 'same', check: passed('history', `The very tree of ${before}.`) }
      : forked(`The tree of ${count(now.size)} entries is another one than ${before}.`);
  }
  const reply = await consistency({ from: seen.size, to: now.size }).catch(noneIfPruned);
  if (reply === undefined) {
    const detail = `The server says it pruned the entries it would take to show that the log begins with ${before}. If you know of that, compare its key and clear what this browser keeps of this site.`;
    return { history: 'unchecked', check: failed('history', detail) };
  }
  const hashes = readHashes(reply.hashes);
  const extends_ =
    hashes !== undefined &&
    (await verifyConsistency({
      oldSize: seen.size,
      newSize: now.size,
      oldRoot,
      newRoot: now.root,
      hashes,
    }));
  return extends_
    ? { history: 'extended', check: passed('history', `It begins with ${before}, unchanged.`) }
    : forked(`It does not begin with ${before}: history was rewritten.`);
}

function forked(detail: string): { readonly history: 'forked'; readonly check: Check } {
  return { history: 'forked', check: failed('history', detail) };
}

function passed(id: CheckId, detail: string): Check {
  return { id, state: 'passed', detail };
}
function failed(id: CheckId, detail: string): Check {
  return { id, state: 'failed', detail };
}
function skipped(id: CheckId, detail: string): Check {
  return { id, state: 'skipped', detail };
}

/** Name and id of a verifier key (`name+id+base64`): what two people compare over the telephone. */
export function keyLabel(verifierKey: string): string {
  const [name = ''] = verifierKey.split('+');
  return `${name}+${keyId(verifierKey)}`;
}

/** The eight hexadecimal digits in a verifier key. */
export function keyId(verifierKey: string): string {
  return verifierKey.split('+')[1] ?? '';
}

/** 2026-01-31 23:59 UTC */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function short(hex: string): string {
  return `${hex.slice(0, 8)}…`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
