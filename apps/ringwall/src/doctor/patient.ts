import { access, constants } from 'node:fs/promises';
import { type Clock, RingwallError, toProblem } from '@ringwall/core';
import type { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { statusReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import type { Terminal } from '../cli/terminal.ts';
import { dataDirectory } from '../config/file.ts';
import { type Config, loadConfig } from '../config/load.ts';
import type { Found } from './finding.ts';

/** What is examined: an installation, whether its server runs or not. */
export interface Patient {
  readonly terminal: Terminal;
  readonly flags: CommonFlags;
  /** Absolute. */
  readonly directory: string;
  /** Undefined where it cannot be read; `configFault` says why. */
  readonly config: Config | undefined;
  readonly configFault: { readonly what: string; readonly advice: string } | undefined;
  /** Whether what lies in the directory may be looked at; true where there is none yet. */
  readonly isReadable: boolean;
  /** What a running server says of itself. */
  readonly status: z.infer<typeof statusReply> | undefined;
  /** Whether nobody on the network is to be asked. */
  readonly offline: boolean;
  readonly clock: Clock;
}

/** One thing to look at. Whatever it throws is itself a finding. */
export interface Check {
  readonly id: string;
  /** It looks at files of the data directory, and says nothing where it may not. */
  readonly readsData?: true;
  examine(patient: Patient): Promise<readonly Found[]> | readonly Found[];
}

const statusWaitMs = 5_000;

/** Reads the configuration and asks the server, and takes neither for granted. */
export async function openPatient(
  flags: CommonFlags & { readonly offline?: boolean },
  { terminal, clock }: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<Patient> {
  const { env, cwd } = terminal;
  const read = attempt(() => loadConfig(flags, env, cwd));
  const place = attempt(() => dataDirectory(flags, env, cwd));
  // A file that is no YAML names no directory either; the default is then the best guess.
  const directory =
    'value' in place
      ? place.value
      : dataDirectory({ ...flags, data: flags.data ?? 'ringwall-data' }, env, cwd);
  return {
    ...{ terminal, flags, directory, clock },
    config: 'value' in read ? read.value : undefined,
    configFault: 'value' in read ? undefined : read,
    isReadable: await mayRead(directory),
    status: await askStatus({ ...flags, data: directory }, terminal),
    offline: flags.offline === true,
  };
}

function attempt<Value>(
  work: () => Value,
): { readonly value: Value } | { readonly what: string; readonly advice: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof RingwallError)) throw error;
    return { what: error.message, advice: toProblem(error).advice };
  }
}

async function mayRead(directory: string): Promise<boolean> {
  try {
    await access(directory, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

async function askStatus(flags: CommonFlags, terminal: Terminal): Promise<Patient['status']> {
  const asked = serverClient(flags, terminal).call('GET', '/api/status', undefined, { waitMs: statusWaitMs });
  return asked.then((reply) => statusReply.parse(reply)).catch(() => undefined);
}
