import { type Clock, CoreError } from '@ringwall/core';
import {
  askWitnesses,
  createWitnessing,
  type Files,
  type Keyring,
  type Ledger,
  nodeFiles,
  type WitnessAddress,
  type WitnessedTree,
  type Witnessing,
  witnessClient,
} from '@ringwall/ledger';
import { parseCosignerKey } from '@ringwall/verifier';
import type { Outbound } from '../transport/outbound/outbound.ts';
import { witnessTransport } from '../transport/witness-transport.ts';
import type { Log } from './server.ts';

/** The configured witnesses, before the ledger is open and after. */
export interface Witnesses {
  /** What they have cosigned of this log: it must extend it. */
  readonly trees: readonly WitnessedTree[];
  /** Begins to send them what is new. */
  follow(ledger: Ledger): Promise<Witnessing>;
  close(): Promise<void>;
}

/** A start waits this long for a witness that does not answer. */
const askTimeoutMs = 3000;
const submitTimeoutMs = 10_000;

/**
 * Asks the witnesses how far they have cosigned the log. One that is away does not keep the server from starting;
 * then what is kept of it beside the log has to do, and the log says so.
 * @throws CoreError core/config-invalid for a key that is none
 */
export async function openWitnesses(
  config: { readonly witnesses: readonly WitnessAddress[]; readonly witnessEverySeconds: number },
  parts: {
    readonly keyring: Keyring;
    /** The ledger's directory. */
    readonly directory: string;
    readonly files: Files | undefined;
    readonly clock: Clock;
    readonly log: Log;
    readonly outbound: Outbound;
  },
): Promise<Witnesses> {
  const { keyring, directory, files = nodeFiles, clock, log } = parts;
  await refuseWrongKeys(config.witnesses);
  const agent = parts.outbound.agent(config.witnesses.map(({ url }) => url));
  const { send: transport, close } = witnessTransport(agent);
  const clients = (timeoutMs: number) =>
    config.witnesses.map((address) => witnessClient(address, { transport, timeoutMs }));
  const asked = await askWitnesses(clients(askTimeoutMs), {
    ...{ files, directory },
    log: { origin: keyring.origin, verifierKeys: keyring.verifierKeys },
  });
  for (const { name, url, source, reason, forgot } of asked) {
    const fields = { witness: name, url, ...(reason !== undefined && { reason }) };
    if (source === 'kept')
      log(
        'warn',
        'A witness does not tell what it has cosigned; the log is held against what is kept of it here',
        fields,
      );
    if (source === 'nothing')
      log(
        'warn',
        'A witness does not answer, and nothing is kept of it: the log may have been put back',
        fields,
      );
    if (forgot) log('warn', 'A witness has forgotten what it cosigned', fields);
  }
  return {
    trees: asked.flatMap(({ trees }) => trees),
    follow: (ledger) =>
      createWitnessing({
        ...{ ledger, keyring, directory, files, clock },
        clients: clients(submitTimeoutMs),
        everyMs: config.witnessEverySeconds * 1000,
        warn: (message, fields) => log('warn', message, fields),
      }),
    close,
  };
}

async function refuseWrongKeys(witnesses: readonly WitnessAddress[]): Promise<void> {
  for (const [i, { keys }] of witnesses.entries()) {
    const parsed = await Promise.all(keys.map((key) => parseCosignerKey(key)));
    const wrong = parsed.find((key) => !key.ok);
    const names = new Set(parsed.map((key) => key.ok && key.name));
    const what = wrong && !wrong.ok ? wrong.reason : 'its keys have different names';
    if (wrong !== undefined || names.size !== 1)
      throw new CoreError('core/config-invalid', `ledger.witnesses.${i}.keys: ${what}.`);
  }
}
