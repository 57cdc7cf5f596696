import { resolve } from 'node:path';
import { parseKeys } from '@ringwall/core';
import { keysPathOf } from '@ringwall/sealing';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { boundedRequest, ExchangeFault } from '../transport/bounded-request.ts';
import { httpSource, shown } from '../transport/http-source.ts';
import { isSafeUrl, strictAgent } from '../transport/strict-agent.ts';
import { localKeys, type SealedInput } from './sealed-input.ts';
import { maxKeysBytes } from './sealed-location.ts';

/** Something sealed at an address, with its keys document fetched. */
export async function remoteInput(
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

function unreachable(detail: string, cause?: unknown): AppError {
  return new AppError('app/source-unreachable', detail, { cause });
}
