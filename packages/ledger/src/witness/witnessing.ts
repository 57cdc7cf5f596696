import { type Clock, newEvent, type Shown } from '@ringwall/core';
import { z } from 'zod';
import type { Checkpoint } from '../checkpoints.ts';
import type { Files } from '../files.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Ledger } from '../ledger.ts';
import { keepCheckpoint, keptCheckpoint, witnessDirectory } from './kept-checkpoints.ts';
import { mergeNotes } from './merge-notes.ts';
import type { WitnessRefusal } from './submission.ts';
import type { LogName, WitnessClient } from './witness-client.ts';
import { type WitnessedCheckpoint, WitnessLoop, witnessState } from './witness-loop.ts';

/** How far others have put their names to the log. */
export const witnessingState = z
  .object({
    witnesses: z.array(witnessState),
    witnessedSize: z
      .int()
      .nonnegative()
      .describe('Entries of the largest checkpoint that any witness has cosigned.'),
    unwitnessedSince: z
      .string()
      .exactOptional()
      .describe('Since when, without a break, there are entries that no witness has cosigned.'),
  })
  .meta({ id: 'WitnessingState' });
export type WitnessingState = Shown<typeof witnessingState>;

/** Sends checkpoints to witnesses and keeps what they sign. */
export interface Witnessing {
  state(): WitnessingState;
  /** The largest checkpoint that was cosigned, with all cosignatures over it. */
  newest(): { readonly size: number; readonly root: Uint8Array; readonly note: string } | undefined;
  /**
   * A checkpoint over at least `size` entries, with the cosignatures that can be had in about two seconds; without any
   * where no witness answers. @throws what signing throws
   */
  checkpointOver(size: number): Promise<Checkpoint>;
  /** Brings every witness to the newest checkpoint, if they answer in time; then nothing more is sent. */
  close(): Promise<void>;
}

export interface WitnessingOptions {
  readonly ledger: Ledger;
  readonly keyring: Pick<Keyring, 'origin' | 'verifierKeys'>;
  readonly clients: readonly WitnessClient[];
  /** The ledger's. */
  readonly directory: string;
  readonly files: Files;
  readonly clock: Clock;
  /** How often each witness is brought up to date; also the first pause after a failure. */
  readonly everyMs: number;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** How long the end, and whoever wants cosignatures now, waits for witnesses that are slow. */
const withinMs = 2000;

/** Begins witnessing a ledger that is open. */
export async function createWitnessing(options: WitnessingOptions): Promise<Witnessing> {
  const { ledger, keyring, clients, directory, files, clock, everyMs, warn } = options;
  const place = { files, directory };
  const log = (): LogName => ({ origin: keyring.origin, verifierKeys: keyring.verifierKeys });
  if (clients.length > 0) await files.makeDirectory(`${directory}/${witnessDirectory}`);
  let unwitnessedSinceMs: number | undefined;

  const record = (client: WitnessClient, refusal: WitnessRefusal) =>
    ledger.append(
      newEvent('witness.refused', {
        time: clock.now(),
        project: 'default',
        actor: { kind: 'server', id: 'ringwall' },
        data: { witness: client.name, ...refusal },
      }),
    );
  const start = async (client: WitnessClient): Promise<WitnessLoop> => {
    const kept = await readKept(place, client, log());
    // The file that shows the checkpoint is written without cosignatures first.
    if (kept !== undefined) await ledger.addCosignatures(kept.size, kept.lines);
    return new WitnessLoop({
      ...{ client, ledger, log, clock, everyMs, kept, warn },
      cosigned: async (checkpoint) => {
        // What has come since is new: the clock of the wait begins again.
        if (checkpoint.size === newest()?.size) unwitnessedSinceMs = undefined;
        look();
        await keepCheckpoint(place, client, checkpoint.note);
        await ledger.addCosignatures(checkpoint.size, checkpoint.lines);
      },
      refused: async (refusal) => {
        warn('A witness refuses the log: it has seen another one', { witness: client.name, ...refusal });
        await record(client, refusal);
      },
    });
  };
  const loops = await Promise.all(clients.map(start));

  const newest = (): WitnessedCheckpoint | undefined =>
    loops
      .flatMap((loop) => loop.newest ?? [])
      .reduce<WitnessedCheckpoint | undefined>(
        (best, each) => (each.size > (best?.size ?? -1) ? each : best),
        undefined,
      );
  const merged = ({ note }: WitnessedCheckpoint): string =>
    mergeNotes(note, ...loops.flatMap((loop) => loop.newest?.note ?? []));
  const allNow = () => Promise.all(loops.map((loop) => loop.now()));
  /** Keeps the moment from which entries wait. */
  const look = (): void => {
    if (ledger.size <= (newest()?.size ?? 0)) unwitnessedSinceMs = undefined;
    else unwitnessedSinceMs ??= clock.now();
  };
  // One that is away shall be able to go on from where it was, however much is pruned meanwhile.
  const stopKeeping = ledger.keepFor(() => {
    const sizes = loops.flatMap((loop) => loop.newest?.size ?? []);
    return sizes.length === 0 ? undefined : Math.min(...sizes);
  });
  const looking = setInterval(look, everyMs).unref();
  look();
  const stopListening = ledger.onCheckpoint(() => {
    for (const loop of loops) loop.wake();
  });

  return {
    state() {
      look();
      return {
        witnesses: loops.map((loop) => loop.state),
        witnessedSize: newest()?.size ?? 0,
        ...(unwitnessedSinceMs !== undefined && {
          unwitnessedSince: new Date(unwitnessedSinceMs).toISOString(),
        }),
      };
    },
    newest() {
      const best = newest();
      if (best === undefined) return undefined;
      return { size: best.size, root: best.root, note: merged(best) };
    },
    async checkpointOver(size) {
      await ledger.checkpoint();
      if ((newest()?.size ?? -1) < size) await inTime(allNow());
      const latest = ledger.latestCheckpoint();
      const best = newest();
      if (best === undefined || best.size < size) return latest;
      const signed = best.size === latest.size ? latest : await ledger.checkpointAt(best.size);
      return { ...signed, note: merged(best) };
    },
    async close() {
      clearInterval(looking);
      stopListening();
      stopKeeping();
      // A disk that refuses a last checkpoint leaves nothing new to send.
      await inTime(ledger.checkpoint().then(allNow, () => undefined));
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
}

/** Waits for something that need not be. */
async function inTime(wanted: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([wanted, late]);
  clearTimeout(timer);
}

async function readKept(
  place: { readonly files: Files; readonly directory: string },
  client: WitnessClient,
  log: LogName,
): Promise<WitnessedCheckpoint | undefined> {
  const kept = await keptCheckpoint(place, client, log);
  if (kept === undefined) return undefined;
  const { size, root, note, cosignatures } = kept;
  return {
    ...{ size, root, note },
    lines: cosignatures.map(({ line }) => line),
    timeSeconds: Math.max(...cosignatures.map(({ timeSeconds }) => timeSeconds)),
  };
}
