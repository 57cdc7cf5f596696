import { resolve } from 'node:path';
import { type KeysDocument, parseKeys, type RandomAccessSource } from '@ringwall/core';
import { keysPathOf } from '@ringwall/sealing';
import { secretFile } from '../cli/passphrase-file.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { boundedRequest, ExchangeFault } from '../transport/bounded-request.ts';
import { httpSource, shown } from '../transport/http-source.ts';
import { isSafeUrl, strictAgent } from '../transport/strict-agent.ts';
import { locateSealed, maxKeysBytes } from './sealed-location.ts';

/** Something sealed, wherever it is, with its keys document at hand. */
export type SealedInput = {
  readonly document: KeysDocument;
  readonly keys: Uint8Array;
  /** What people call it. */
  readonly name: string;
  close(): Promise<void>;
} & (
  | { readonly kind: 'file'; readonly payload: string | RandomAccessSource }
  | { readonly kind: 'folder'; readonly parts: string | ((part: string) => Promise<RandomAccessSource>) }
  | { readonly kind: 'stream' }
);

/** Finds what `path`, address or - names, and reads its keys. */
export async function sealedInput(
  given: string,
  keys: string | undefined,
  terminal: Terminal,
): Promise<SealedInput> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) return remoteInput(given, keys, terminal);
  if (given === '-') {
    if (terminal.stdin.isTTY) throw new AppError('app/usage', 'stdin is a terminal: pipe something into it.');
    if (keys === undefined)
      throw new AppError('app/usage', '- needs --keys: the keys document of what is piped in.');
    const bytes = localKeys(resolve(terminal.cwd, keys));
    return { kind: 'stream', name: 'stdin', keys: bytes, document: parseKeys(bytes), close: nothing };
  }
  const location = locateSealed(given, keys, terminal);
  const bytes = localKeys(location.keysPath);
  const common = { name: given, keys: bytes, document: parseKeys(bytes), close: nothing };
  return location.kind === 'file'
    ? { ...common, kind: 'file', payload: location.path }
    : { ...common, kind: 'folder', parts: location.path };
}

async function remoteInput(
  given: string,
  keys: string | undefined,
  terminal: Terminal,
): Promise<SealedInput> {
  const url = addressOf(given);
  const agent = strictAgent();
  const close = () => agent.destroy();
  const fetchKeys = async (from: URL) => {
    try {
      const answer = await boundedRequest(
        agent,
        { method: 'GET', url: from, timeoutMs: 60_000, maxBytes: maxKeysBytes },
        ({ status }) => status === 200,
      );
      if (answer.status === 200) return answer.body;
      throw unreachable(`${shown(from)}: the server answered ${answer.status}.`);
    } catch (error) {
      throw error instanceof ExchangeFault ? unreachable(error.message, error) : error;
    }
  };
  try {
    const folder = /(\.sealed|\/)$/.test(url.pathname);
    const base = new URL(url);
    if (folder && !base.pathname.endsWith('/')) base.pathname += '/';
    const beside = (name: string) => {
      const one = new URL(base);
      one.pathname = folder ? base.pathname + name : keysPathOf(base.pathname);
      return one;
    };
    const bytes =
      keys === undefined
        ? await fetchKeys(beside('keys.json'))
        : /^https?:/i.test(keys)
          ? await fetchKeys(addressOf(keys))
          : localKeys(resolve(terminal.cwd, keys));
    const common = { name: shown(url), keys: bytes, document: parseKeys(bytes), close };
    if (folder) return { ...common, kind: 'folder', parts: (part) => httpSource(beside(part), agent) };
    return { ...common, kind: 'file', payload: await httpSource(url, agent) };
  } catch (error) {
    await close();
    throw error;
  }
}

function addressOf(given: string): URL {
  const url = URL.parse(given);
  if (url !== null && isSafeUrl(url)) return url;
  throw new AppError(
    'app/usage',
    'An address is https, or http on this machine, without user name and password.',
  );
}

function localKeys(path: string): Uint8Array {
  return secretFile(path, maxKeysBytes).bytes;
}

async function nothing(): Promise<void> {}

function unreachable(detail: string, cause?: unknown): AppError {
  return new AppError('app/source-unreachable', detail, { cause });
}
