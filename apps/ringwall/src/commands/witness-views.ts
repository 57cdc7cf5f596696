import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeUtf8 } from '@ringwall/core';
import { type WitnessAddress, type WitnessView, witnessClient } from '@ringwall/ledger';
import { parseVerifierKey } from '@ringwall/verifier';
import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import type { Terminal } from '../cli/terminal.ts';
import { readConfigFile } from '../config/file.ts';
import { witnessSchema } from '../config/witnesses.ts';
import { AppError } from '../errors.ts';
import { witnessTransport } from '../transport/witness-transport.ts';

export interface WitnessFlags {
  /** Addresses to ask; true for all that are configured. */
  readonly witness?: true | readonly string[];
  readonly witnessKey?: readonly string[];
  /** Files with what witnesses have cosigned. */
  readonly witnessCheckpoint?: readonly string[];
}

const configured = z.looseObject({
  ledger: z.looseObject({ witnesses: witnessSchema.witnesses }).prefault({}),
});
const timeoutMs = 10_000;
const maxNoteBytes = 65_536;

/** Witnesses that can be asked further until they are closed. */
export interface KnownWitnesses {
  readonly witnessKeys: readonly string[];
  readonly witnesses: readonly WitnessView[];
  close(): Promise<void>;
}

/**
 * The keys of witnesses that are known, and what the witnesses that shall be asked have cosigned of the log.
 * @throws AppError app/witness-unreachable for one that does not answer, app/usage for a file that cannot be read
 */
export async function openWitnessViews(
  log: string,
  flags: CommonFlags & WitnessFlags,
  terminal: Terminal,
): Promise<KnownWitnesses> {
  const { file } = readConfigFile({ flags, env: terminal.env, cwd: terminal.cwd }, configured);
  const known = file.ledger.witnesses;
  const given = (flags.witnessKey ?? []).map((key) => key.trim());
  const urls = flags.witness === true ? known.map(({ url }) => url) : (flags.witness ?? []);
  const origin = await originOf(log);
  const files = await Promise.all(
    (flags.witnessCheckpoint ?? []).map((name) => fileView(resolve(terminal.cwd, name))),
  );
  const { send, close } = witnessTransport();
  try {
    const asked: WitnessView[] = [];
    for (const url of urls.map((each) => each.replace(/\/+$/, ''))) {
      const keys = known.find((each) => each.url === url)?.keys ?? given;
      asked.push(await ask({ url, keys }, origin, send));
    }
    const witnessKeys = [...known.flatMap(({ keys }) => keys), ...given];
    return { witnessKeys, witnesses: [...files, ...asked], close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a witness shows, for whoever checks its cosignatures; it may be about a log that somebody else's key signed. */
async function ask(
  address: WitnessAddress,
  origin: string,
  transport: ReturnType<typeof witnessTransport>['send'],
): Promise<WitnessView> {
  const { url } = address;
  const path = `${url}/checkpoints/${encodeURIComponent(origin)}`;
  const request = {
    method: 'GET',
    url: path,
    headers: { accept: '*/*' },
    timeoutMs,
    maxBytes: maxNoteBytes,
  } as const;
  const { status, body } = await transport(request).catch((cause: unknown) => {
    throw new AppError('app/witness-unreachable', `The witness at ${url} does not answer.`, { cause });
  });
  if (status === 404)
    throw new AppError('app/witness-unreachable', `The witness at ${url} has seen no log called ${origin}.`);
  if (status !== 200)
    throw new AppError('app/witness-unreachable', `The witness at ${url} answers ${status}.`);
  const { name, seen } = witnessClient(address, { transport, timeoutMs });
  return { by: name, note: decodeUtf8(body), seen: seen(origin) };
}

async function fileView(path: string): Promise<WitnessView> {
  try {
    return { by: path, note: await readFile(path, 'utf8') };
  } catch (cause) {
    throw new AppError('app/usage', `${path} cannot be read.`, { cause });
  }
}

/** The name under which witnesses know the log. */
async function originOf(log: string): Promise<string> {
  const keys = await readFile(join(log, 'verifier-key'), 'utf8').catch(() => '');
  const key = parseVerifierKey(keys.split('\n')[0] ?? '');
  return key.ok ? key.name : '';
}
