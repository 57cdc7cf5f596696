import type { CommonFlags } from '../cli/common-flags.ts';
import { openedBodies } from '../cli/forgetting-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printableLines, printJson, type Terminal } from '../cli/terminal.ts';

/** Opens the kept bodies of a request. */
export async function openRequest(
  id: string,
  flags: CommonFlags & { readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const path = `/api/requests/${encodeURIComponent(id)}/open`;
  const reply = await serverClient(flags, terminal).call('POST', path, { reason: flags.reason });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { prompt, completion, missing } = openedBodies.parse(reply);
  for (const body of [prompt, completion]) if (body !== undefined) print(terminal, printableLines(body));
  for (const why of missing) terminal.stderr.write(`${why}\n`);
  return 0;
}
