import { get } from 'node:http';
import type { CommonFlags } from '../cli/common-flags.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { isLoopbackName } from '../config/loopback.ts';
import { AppError } from '../errors.ts';

interface HealthcheckFlags extends CommonFlags {
  /** Address of a witness on this machine, in place of the server. */
  readonly witness?: string;
}

/** How long an answer may take: what asks gives up after some seconds itself. */
const waitMs = 5000;

/**
 * Says whether the server of a data directory can record requests (`/readyz`), or whether a witness answers. For
 * containers without a shell, and for service managers: exit code 0 or 3.
 * @throws AppError app/not-running, app/server-refused; app/usage where the witness is on another machine
 */
export async function healthcheck(flags: HealthcheckFlags, terminal: Terminal): Promise<number> {
  if (flags.witness === undefined)
    await serverClient(flags, terminal).call('GET', '/readyz', undefined, { waitMs });
  else await answers(witnessAddress(flags.witness));
  if (flags.json) printJson(terminal, { status: 'ready' });
  else print(terminal, 'ready');
  return 0;
}

function witnessAddress(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' && isLoopbackName(url.hostname)) return url;
  throw new AppError('app/usage', `"${text}" is not the address of a witness on this machine.`);
}

/** Any answer will do: a witness has no page that says how it is. */
function answers(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new AppError('app/not-running', `Nothing answers at ${url.origin}.`, { cause }));
    const sent = get(new URL('/checkpoints/healthcheck', url), { timeout: waitMs }, (response) => {
      response.resume();
      resolve();
    });
    sent.on('error', fail);
    sent.on('timeout', () => sent.destroy(new Error('The witness does not answer.')));
  });
}
