import type { CommonFlags } from '../cli/common-flags.ts';
import { keyRotated } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, type Terminal } from '../cli/terminal.ts';

/** Replaces the key with which the running server wraps its body keys. */
export async function rotateServer(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('POST', '/api/kek/rotate', {});
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { version, destroyed, bodyKeys } = keyRotated.parse(reply);
  print(
    terminal,
    `The key-encryption key of the server is at version ${version}: it wraps ${bodyKeys} body keys.`,
  );
  hint(
    terminal,
    `Destroyed: version ${destroyed.join(', ')}. Copies of the data directory from before keep theirs.\n`,
  );
  return 0;
}
