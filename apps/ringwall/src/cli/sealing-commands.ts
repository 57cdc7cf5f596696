import { type Command, InvalidArgumentError } from 'commander';
import { several } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** Adds `file`, `recipient` and `kek`; what they do is loaded when they run. */
export function addSealingCommands(program: Command, terminal: Terminal, done: Done): void {
  addFileCommands(program.command('file').description('Files and folders sealed at rest'), terminal, done);
  addRecipientCommands(
    program.command('recipient').description('Who can open a sealed file, and keys for them'),
    terminal,
    done,
  );
  addKekCommands(
    program.command('kek').description('Key-encryption keys of the configured key providers'),
    terminal,
    done,
  );
}

const recipientForms = 'a public key file (JWK or PEM), passphrase, or kek:<provider>/<key>; may be repeated';
const identityForms = 'a private key file, passphrase, or kek:<provider>; may be repeated';

const threadsText = 'how many threads work on a large file, 1 to 16 (default: 2); each takes memory';

function addFileCommands(file: Command, terminal: Terminal, done: Done): void {
  withPassphrases(file.command('seal <path>'), 'seals')
    .description('Seal a file, a folder, or - for stdin, for its recipients')
    .requiredOption('--to <recipient>', recipientForms, several)
    .option('--out <path>', 'the sealed file or folder (default: beside the source); - for stdout')
    .option('--keys <path>', 'where the keys document goes (default: beside the output)')
    .option('--id <id>', 'what names this data over all its versions (default: a new one)')
    .option('--data-version <text>', 'its version (default: 1)')
    .option('--segment <size>', 'segment size, a power of two from 4KiB to 1MiB', segmentSize)
    .option('--no-labels', 'do not write the names of key files into the keys document')
    .option(
      '--skip-others',
      'of a folder: leave out sockets, devices and links that point out, and name them',
    )
    .option('--threads <n>', threadsText, threadCount)
    .option('--resume', 'continue an interrupted run; needs --identity')
    .option('--identity <identity>', `for --resume: ${identityForms}`, several)
    .option('--force', 'replace an output that exists')
    .option('--config <file>', 'configuration file (default: ringwall.config.yaml)')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      `
The source stays where it is: remove it yourself once you have opened the sealed one.

Examples:
  ringwall recipient new --out alice.jwk
  ringwall file seal report.pdf --to alice.pub.jwk --to escrow.pub.jwk
  ringwall file seal dataset/ --to alice.pub.jwk --to kek:house/datasets
  pg_dump app | ringwall file seal - --out app.sql.floe --to passphrase
  ringwall file seal big.bin --to alice.pub.jwk --resume --identity alice.jwk`,
    )
    .action(async (path, flags) =>
      done(await (await import('../commands/file-seal.ts')).seal(path, flags, terminal)),
    );

  withPassphrases(file.command('open <path>'), 'opens')
    .description('Open a sealed file or folder, one from an https address, or - for stdin')
    .option(
      '--identity <identity>',
      `${identityForms} (default: asks for a passphrase where one opens it)`,
      several,
    )
    .option('--out <path>', 'where to (default: its own name, in the current folder); - for stdout')
    .option('--keys <path>', 'the keys document (default: beside the sealed file)')
    .option(
      '--range <first-last>',
      'only these bytes, counted from 0, both included; 100- is the rest',
      range,
    )
    .option('--member <path>', 'one file of a sealed folder')
    .option('--list', 'list what is in a sealed folder')
    .option('--threads <n>', threadsText, threadCount)
    .option('--resume', 'continue an interrupted run to the same output')
    .option('--force', 'replace an output that exists')
    .option('--config <file>', 'configuration file (default: ringwall.config.yaml)')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      `
Examples:
  ringwall file open report.pdf.floe --identity alice.jwk
  ringwall file open dataset.sealed --identity kek:house --out /srv/dataset
  ringwall file open dataset.sealed --identity alice.jwk --out dataset --resume
  ringwall file open dataset.sealed --identity alice.jwk --list
  ringwall file open dataset.sealed --identity alice.jwk --member train/0.csv --range 0-4095
  ringwall file open https://files.example/report.pdf.floe --identity alice.jwk --range 0-99
  ringwall file open app.sql.floe --identity passphrase --out - | psql app`,
    )
    .action(async (path, flags) =>
      done(await (await import('../commands/file-open.ts')).open(path, flags, terminal)),
    );

  file
    .command('inspect <path>')
    .description('Show everything that is visible without a key')
    .option('--keys <path>', 'the keys document (default: beside the sealed file)')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall file inspect report.pdf.floe\n  ringwall file inspect dataset.sealed --json | jq .recipients',
    )
    .action(async (path, flags) =>
      done(await (await import('../commands/file-inspect.ts')).inspect(path, flags, terminal)),
    );

  withPassphrases(file.command('rekey <path>'), 'opens')
    .description('Seal again under a new data key: everything is rewritten')
    .option('--identity <identity>', identityForms, several)
    .option(
      '--to <recipient>',
      `the only recipients from now on (default: those it has): ${recipientForms}`,
      several,
    )
    .option('--without <recipient>', 'shut this one out: a key id, its beginning, or a label', several)
    .option('--new-passphrase-file <path>', 'file that holds the passphrase that --to passphrase seals for')
    .option('--generate-passphrase', 'make the passphrase that --to passphrase seals for, and show it once')
    .option('--data-version <text>', 'the version from now on (default: one more than it has)')
    .option('--no-labels', 'do not write the names of key files into the keys document')
    .option('--keys <path>', 'the keys document (default: beside the sealed file)')
    .option('--threads <n>', threadsText, threadCount)
    .option('--yes', 'do not ask')
    .option('--config <file>', 'configuration file (default: ringwall.config.yaml)')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      `
Only this helps against someone who could open the file once and may have kept its data key or its old keys
document: after it, what they kept does not open the file as it is from now on. Copies of the sealed file that
were taken before stay readable with it. While it runs it takes the room of the sealed data once more.

Examples:
  ringwall file rekey dataset.sealed --identity alice.jwk --without bob
  ringwall file rekey report.pdf.floe --identity alice.jwk --to alice.pub.jwk --to escrow.pub.jwk`,
    )
    .action(async (path, flags) =>
      done(await (await import('../commands/file-rekey.ts')).rekey(path, flags, terminal)),
    );
}

function addRecipientCommands(recipient: Command, terminal: Terminal, done: Done): void {
  recipient
    .command('new')
    .description('Make a pair of X25519 keys: a private one that opens, a public one to seal to')
    .requiredOption('--out <file>', 'the private key, as name.jwk; the public one becomes name.pub.jwk')
    .option('--passphrase', 'seal the private key with a passphrase')
    .option('--passphrase-file <path>', 'file that holds that passphrase')
    .option('--generate-passphrase', 'make that passphrase, and show it once')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall recipient new --out alice.jwk\n  ringwall recipient new --out escrow.jwk --passphrase',
    )
    .action(async (flags) =>
      done(await (await import('../commands/recipient-new.ts')).newRecipient(flags, terminal)),
    );

  const changes = (command: Command) =>
    withPassphrases(command, 'opens')
      .option('--keys <path>', 'the keys document (default: beside the sealed file)')
      .option('--config <file>', 'configuration file (default: ringwall.config.yaml)')
      .option('--json', 'print JSON: one document, or for many things one a line');
  const makes = (command: Command) =>
    command
      .option('--identity <identity>', identityForms, several)
      .option('--new-passphrase-file <path>', 'file that holds the passphrase that --to passphrase seals for')
      .option('--generate-passphrase', 'make the passphrase that --to passphrase seals for, and show it once')
      .option('--no-labels', 'do not write the names of key files into the keys document');

  makes(changes(recipient.command('add <sealed>')))
    .description('Let somebody else open it too; the payload stays as it is')
    .requiredOption('--to <recipient>', recipientForms, several)
    .addHelpText(
      'after',
      '\nExample:\n  ringwall recipient add dataset.sealed --to bob.pub.jwk --identity alice.jwk',
    )
    .action(async (path, flags) =>
      done(await (await import('../commands/recipient-change.ts')).add(path, flags, terminal)),
    );
  recipient
    .command('remove <sealed> <kid>')
    .description('Take a recipient out of the keys document; the payload stays as it is')
    .option('--keys <path>', 'the keys document (default: beside the sealed file)')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only say what would happen')
    .option('--json', 'print JSON: one document, or for many things one a line')
    .addHelpText(
      'after',
      `
<kid> is a key id as ringwall file inspect shows it, its beginning, or a label.

Example:
  ringwall recipient remove dataset.sealed bob`,
    )
    .action(async (path, kid, flags) =>
      done(await (await import('../commands/recipient-change.ts')).remove(path, kid, flags, terminal)),
    );
  makes(changes(recipient.command('rotate <sealed> <kid>')))
    .description('Put a new key or passphrase in the place of one; the payload stays as it is')
    .requiredOption('--to <recipient>', 'a public key file (JWK or PEM), passphrase, or kek:<provider>/<key>')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only say what would happen')
    .addHelpText(
      'after',
      '\nExample:\n  ringwall recipient rotate report.pdf.floe alice --to alice-2027.pub.jwk --identity alice.jwk',
    )
    .action(async (path, kid, flags) =>
      done(await (await import('../commands/recipient-change.ts')).rotate(path, kid, flags, terminal)),
    );
}

function addKekCommands(kek: Command, terminal: Terminal, done: Done): void {
  const common = (command: Command) =>
    command
      .option('--config <file>', 'configuration file (default: ringwall.config.yaml)')
      .option('--json', 'print JSON: one document, or for many things one a line');
  common(kek.command('list [provider]'))
    .description('List the keys of one or all providers, with their versions')
    .addHelpText('after', '\nExamples:\n  ringwall kek list\n  ringwall kek list house --json')
    .action(async (provider, flags) =>
      done(await (await import('../commands/kek.ts')).list(provider, flags, terminal)),
    );
  common(kek.command('due [provider]'))
    .description('List the keys whose rotation is due; exits 1 where there are any')
    .addHelpText('after', '\nExample:\n  ringwall kek due || mail -s "rotate keys" ops')
    .action(async (provider, flags) =>
      done(await (await import('../commands/kek.ts')).due(provider, flags, terminal)),
    );
  common(kek.command('create <key>'))
    .description('Create a key, named <provider>/<key>')
    .option('--use <use>', 'wrap (data keys) or sign', use, 'wrap')
    .option('--rotate-every <days>', 'how long a version is used, such as 90d', days)
    .addHelpText('after', '\nExample:\n  ringwall kek create house/datasets --rotate-every 90d')
    .action(async (key, flags) =>
      done(await (await import('../commands/kek.ts')).create(key, flags, terminal)),
    );
  common(kek.command('rotate <key>'))
    .description('Make a new version; the older ones still open what they sealed')
    .addHelpText('after', '\nExample:\n  ringwall kek rotate house/datasets')
    .action(async (key, flags) =>
      done(await (await import('../commands/kek.ts')).rotate(key, flags, terminal)),
    );
  common(kek.command('rotate-server'))
    .description('Replace the key with which the running server wraps its body keys')
    .option('--data <directory>', 'data directory (default: ringwall-data)')
    .addHelpText('after', '\nExample:\n  ringwall kek rotate-server')
    .action(async (flags) =>
      done(await (await import('../commands/kek-rotate-server.ts')).rotateServer(flags, terminal)),
    );
  common(kek.command('destroy <key> [sealed...]'))
    .description('Destroy one version of a key for good; says what nobody will be able to open')
    .requiredOption('--key-version <version>', 'the version, as ringwall kek list shows it')
    .option('--out <file>', 'write the record of the destruction here')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only say what would become unreadable')
    .addHelpText(
      'after',
      `
[sealed...] are sealed files, or folders to search for them: the record says which of them nobody can open
afterwards and who can still open the others. What is not named is not looked at.

Examples:
  ringwall kek destroy house/datasets --key-version 1 /srv/sealed --dry-run
  ringwall kek destroy house/datasets --key-version 1 /srv/sealed --out destroyed.json`,
    )
    .action(async (key, sealed, flags) =>
      done(await (await import('../commands/kek-destroy.ts')).destroy(key, sealed, flags, terminal)),
    );
}

/** What a passphrase of this command does decides what its flags say. */
function withPassphrases(command: Command, does: 'opens' | 'seals'): Command {
  command.option('--passphrase-file <path>', `file that holds the passphrase that ${does} it`);
  return does === 'opens'
    ? command
    : command.option('--generate-passphrase', 'make the passphrase, and show it once');
}

/** Given once for each, so that an option never swallows the path behind it. */
function threadCount(text: string): number {
  if (/^(?:[1-9]|1[0-6])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A number of threads from 1 to 16.');
}

function segmentSize(text: string): number {
  const [, digits, unit] = /^(\d{1,7})(KiB|MiB|)$/i.exec(text) ?? [];
  const factor = unit?.toLowerCase() === 'mib' ? 1 << 20 : unit?.toLowerCase() === 'kib' ? 1 << 10 : 1;
  const bytes = Number(digits) * factor;
  if (bytes >= 4096 && bytes <= 1 << 20 && Number.isInteger(Math.log2(bytes))) return bytes;
  throw new InvalidArgumentError('A segment is a power of two from 4KiB to 1MiB, such as 64KiB.');
}

/** A range as HTTP counts: the last byte is included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number | undefined;
}

function range(text: string): ByteRange {
  const [, from, to] = /^(\d{1,16})-(\d{0,16})$/.exec(text) ?? [];
  const first = Number(from);
  const last = to === '' ? undefined : Number(to);
  if (Number.isSafeInteger(first) && (last === undefined || (Number.isSafeInteger(last) && last >= first)))
    return { first, last };
  throw new InvalidArgumentError('A range is first-last, such as 0-99 for the first hundred bytes, or 100-.');
}

function use(text: string): 'wrap' | 'sign' {
  if (text === 'wrap' || text === 'sign') return text;
  throw new InvalidArgumentError('A key is for wrap or for sign.');
}

function days(text: string): number {
  const [, amount] = /^(\d{1,5})d?$/.exec(text) ?? [];
  if (amount !== undefined && Number(amount) > 0) return Number(amount);
  throw new InvalidArgumentError('A time to rotate after is a number of days, such as 90d.');
}
