import type { Command } from 'commander';
import { several, withJson, withPlace } from './common-flags.ts';
import { parsePort } from './port.ts';
import type { Terminal } from './terminal.ts';

/** `ringwall ledger …`. Each command is loaded when it runs. */
export function addLedgerCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number | undefined) => void,
): void {
  const ledger = program.command('ledger').description('The tamper-evident log');
  withJson(withPlace(ledger.command('verify [directory]')))
    .description(
      'Check the whole log offline: no server, no secret; the directory defaults to the data directory',
    )
    .option(
      '--key <verifier-key>',
      'the public key you pinned; without it those beside the log are used',
      several,
    )
    .option('--witness [url...]', 'ask witnesses what they have cosigned: those configured, or these')
    .option('--witness-key <verifier-key>', 'public key of a witness that is not configured', several)
    .option('--witness-checkpoint <file>', 'a checkpoint that a witness has cosigned', several)
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger verify\n  ringwall ledger verify /mnt/copy/ledger --key "$(cat pinned.key)"\n  ringwall ledger verify --witness\n  ringwall ledger verify /mnt/copy --witness https://witness.example.com --witness-key "$(cat witness.key)"',
    )
    .action(async (directory, flags) =>
      done(await (await import('../commands/ledger-verify.ts')).verify(directory, flags, terminal)),
    );
  withJson(withPlace(ledger.command('rotate-key')))
    .description('Sign the log with a new key, and with the old one too for a while')
    .option('--overlap <duration>', 'how long both sign: 7d, 12h, 90m, or 0 to end the old one at once', '7d')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger rotate-key\n  ringwall ledger rotate-key --overlap 0   # the old key is known to others',
    )
    .action(async (flags) =>
      done(await (await import('../commands/ledger-key.ts')).rotateLedgerKey(flags, terminal)),
    );
  withJson(withPlace(ledger.command('retire-key')))
    .description('End the time in which two keys sign the log, and destroy the older one')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall ledger retire-key --yes')
    .action(async (flags) =>
      done(await (await import('../commands/ledger-key.ts')).retireLedgerKey(flags, terminal)),
    );
  withJson(withPlace(ledger.command('prove <index>')))
    .description('Prove that an entry is in the log, and check the proof')
    .option('--out <file>', 'write the proof (C2SP tlog-proof), and the entry beside it')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger prove 42 --json\n  ringwall ledger prove 42 --out 42.tlog-proof',
    )
    .action(async (index, flags) =>
      done(await (await import('../commands/ledger-prove.ts')).prove(index, flags, terminal)),
    );
  withJson(withPlace(ledger.command('export')))
    .description('Write an excerpt of the ledger that can be checked with nothing else at hand')
    .option('--from <place>', 'first entry, by index or time (default: the oldest)')
    .option('--to <place>', 'end, by index or time, not included (default: the newest)')
    .option(
      '--filter <name=value...>',
      'type, project, actor, request or subject; types may be several, and beginnings such as llm.',
      several,
    )
    .requiredOption('--out <file>', 'where to write it; - for standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger export --filter request=req_01k9zq… --out case.json\n  ringwall ledger export --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z --filter type=llm.,project=default --out day.json',
    )
    .action(async (flags) =>
      done(await (await import('../commands/ledger-export.ts')).exportSlice(flags, terminal)),
    );
  withJson(ledger.command('witness <directory>'))
    .description('Cosign the checkpoints of other logs, from a directory and with keys of its own')
    .option('--log <verifier-key>', 'public key of a log to watch; may be given several times', several)
    .option('--log-file <file>', 'file with such keys, one a line; may be given several times', several)
    .option('--name <name>', 'name of the witness, such as witness.example.com; kept from then on')
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', parsePort, 7074)
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger witness /srv/witness --log "$(cat verifier-key)"\n  ringwall ledger witness /srv/witness --log "$(cat a.key)" --log "$(cat b.key)" --name witness.example.com\n  ringwall ledger witness /srv/witness --log-file /run/secrets/log-key',
    )
    .action(async (directory, flags) =>
      done(await (await import('../commands/ledger-witness.ts')).witness(directory, flags, terminal)),
    );
  withJson(withPlace(ledger.command('tail')))
    .description('Print the newest entries of the ledger, one a line, and with --follow those to come')
    .option('-n, --lines <number>', 'how many to begin with', '20')
    .option('-f, --follow', 'go on with what is recorded, also after a restart of the server')
    .option(
      '--type <type>',
      'only these; llm. stands for all that begin so; may be given several times',
      several,
    )
    .option('--project <name>', 'only those of a project')
    .option('--actor <id>', 'only those of a key, a session, …')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger tail -f\n  ringwall ledger tail -n 100 --type llm. --type key.created\n  ringwall ledger tail -f --json | jq .event.data',
    )
    .action(async (flags) => done(await (await import('../commands/ledger-tail.ts')).tail(flags, terminal)));
  withJson(withPlace(ledger.command('reindex')))
    .description('Make the tables behind console and searches anew from the ledger; the server must not run')
    .addHelpText('after', '\nExample:\n  ringwall ledger reindex --data /srv/ringwall')
    .action(async (flags) =>
      done(await (await import('../commands/ledger-reindex.ts')).reindexLedger(flags, terminal)),
    );
}
