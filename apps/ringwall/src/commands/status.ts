import { coloursOf } from '../cli/colours.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { bytesText, durationText } from '../cli/progress.ts';
import { statusReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printable, printJson, type Terminal } from '../cli/terminal.ts';

/** Shows what the running server says of itself. */
export async function status(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const reply = await serverClient(flags, terminal).call('GET', '/api/status');
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const colours = coloursOf(terminal, 'stdout');
  const now = statusReply.parse(reply);
  print(terminal, `Ringwall ${now.version}, up since ${now.startedAt}`);
  if (now.demoData) print(terminal, 'DEMO      the traffic here is made up, and no record of real use');
  print(terminal, `Console   ${now.console.url}`);
  print(terminal, `Gateway   ${now.gateway.url}`);
  print(
    terminal,
    `Ledger    ${now.ledger.origin}: ${now.ledger.size} entries, ${now.ledger.checkpointSize} signed, ${now.ledger.state}`,
  );
  const { entries, ms } = now.projection.lag;
  const behind = entries === 0 ? 'up to date' : `${entries} entries behind, for ${durationText(ms)}`;
  print(terminal, `Tables    ${behind}, ${now.projection.state}`);
  if (now.ledger.disk?.freeBytes !== undefined) {
    const { freeBytes, minFreeBytes, reserveBytes, reserve } = now.ledger.disk;
    const held = reserve === 'held' ? `, ${bytesText(reserveBytes)} held back` : '';
    print(terminal, `Disk      ${bytesText(freeBytes)} free, ${bytesText(minFreeBytes)} needed${held}`);
  }
  for (const { name, state, witnessedSize, witnessedAt, failing } of now.witnessing.witnesses) {
    const since = failing ? ` since ${failing.since}: ${failing.reason}` : '';
    const seen =
      witnessedAt === undefined ? 'nothing cosigned yet' : `${witnessedSize} cosigned at ${witnessedAt}`;
    print(terminal, `Witness   ${name}: ${seen}, ${state}${since}`);
  }
  const { sealedBy, encryptionKeyVersion } = now.keys;
  print(
    terminal,
    sealedBy === undefined
      ? 'Keys      not sealed at rest: set keys.passphraseFile or keys.provider in ringwall.config.yaml'
      : `Keys      sealed by ${sealedBy}; the key-encryption key is at version ${encryptionKeyVersion}`,
  );
  if (now.keys.replacedLedgerKey) {
    const { verifierKey, until } = now.keys.replacedLedgerKey;
    print(terminal, `Ledger key  ${verifierKey} signs too until ${until}, beside ${now.ledger.verifierKey}`);
  }
  for (const route of now.routes) {
    print(
      terminal,
      `Route     ${route.name}: ${route.protocol}, ${route.provider}, ${route.models.join(' ')}`,
    );
  }
  for (const { title, detail, advice } of now.alarms) {
    const sentences = [title, detail, advice].flatMap((text) => (text ? [text.replace(/\.$/, '')] : []));
    print(terminal, colours.bad(`ALARM     ${printable(sentences.join('. '))}.`));
  }
  for (const { id, title, advice } of now.risks) {
    // The line about the keys says it already.
    if (id !== 'keys-unsealed') print(terminal, `Risk      ${title}. ${advice}`);
  }
  if (now.demo) print(terminal, 'Upstream  none configured: the built-in demo assistant answers');
  return 0;
}
