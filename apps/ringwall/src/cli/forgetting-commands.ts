import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall subject …`, `hold …`, `retention …` and `erasures …`. Each is loaded when it runs. */
export function addForgettingCommands(program: Command, terminal: Terminal, done: Done): void {
  addSubjectCommands(program, terminal, done);
  addHoldCommands(program, terminal, done);
  addRetentionCommands(program, terminal, done);
  addErasuresCommands(program, terminal, done);
}

function addSubjectCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/subject.ts');
  const subject = program
    .command('subject')
    .description(
      'Persons that requests are about, named as in x-ringwall-subject, by pseudonym, or - for stdin',
    );
  withJson(withPlace(subject.command('find <person>')))
    .description('Show what is kept about a person')
    .option('--project <project>', 'project the person was named in', 'default')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall subject find alice@example.com\n  ringwall subject find - --project clinic < name.txt',
    )
    .action(async (person, flags) => done(await (await load()).findSubject(person, flags, terminal)));
  withJson(withPlace(subject.command('erase <person>')))
    .description('Destroy the keys of all that is kept about a person, in every file; this cannot be undone')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--project <project>', 'project the person was named in', 'default')
    .option('--dry-run', 'only say what is kept about the person')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall subject erase alice@example.com --reason "asked on 3 May"\n  ringwall subject erase sub_5c… --reason "ticket 4711" --yes --json',
    )
    .action(async (person, flags) => done(await (await load()).eraseSubject(person, flags, terminal)));
}

function addHoldCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/hold.ts');
  const hold = program
    .command('hold')
    .description('Legal holds: what one covers is neither erased nor cut back by retention');
  withJson(withPlace(hold.command('place')))
    .description('Place a hold on whatever all flags given are true of')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--subject <person>', 'a person, as in `ringwall subject find`')
    .option('--project <project>', 'a project')
    .option('--from <time>', 'from this time on (RFC 3339)')
    .option('--to <time>', 'up to this time (RFC 3339)')
    .option('--request <id>', 'one request')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall hold place --subject alice@example.com --reason "case 12/2026"\n  ringwall hold place --project clinic --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z --reason "audit"',
    )
    .action(async (flags) => done(await (await load()).placeHold(flags, terminal)));
  withJson(withPlace(hold.command('list')))
    .description('List the holds in force')
    .option('--released', 'released ones too')
    .addHelpText('after', '\nExample:\n  ringwall hold list --json')
    .action(async (flags) => done(await (await load()).listHolds(flags, terminal)));
  withJson(withPlace(hold.command('release <id>')))
    .description('Release a hold: what it kept may be erased and cut back from now on')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall hold release hld_01k9zq… --reason "case closed" --yes')
    .action(async (id, flags) => done(await (await load()).releaseHold(id, flags, terminal)));
}

function addRetentionCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/retention.ts');
  const retention = program
    .command('retention')
    .description('How long data is kept, by class: bodies, traffic, access, administration');
  withJson(withPlace(retention.command('show')))
    .description('Show what is kept for how long, and what was removed last')
    .addHelpText('after', '\nExample:\n  ringwall retention show')
    .action(async (flags) => done(await (await load()).showRetention(flags, terminal)));
  withJson(withPlace(retention.command('apply')))
    .description(
      'Remove now what is older than its class is kept for; the server does it every hour by itself',
    )
    .option('--dry-run', 'only say what that would be')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall retention apply --dry-run\n  ringwall retention apply --json',
    )
    .action(async (flags) => done(await (await load()).applyRetention(flags, terminal)));
}

function addErasuresCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/erasures.ts');
  const erasures = program
    .command('erasures')
    .description(
      'Erasures that a restored ledger may lack; until they are answered for, kept bodies stay closed',
    );
  withJson(withPlace(erasures.command('supply <slice>')))
    .description('Do the erasures again that an excerpt of the earlier log has, and open the bodies')
    .addHelpText('after', '\nExample:\n  ringwall erasures supply erased.case.json')
    .action(async (slice, flags) => done(await (await load()).supplyErasures(slice, flags, terminal)));
  withJson(withPlace(erasures.command('waive')))
    .description('Open the bodies without them')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall erasures waive --reason "nobody asked to be erased in May"')
    .action(async (flags) => done(await (await load()).waiveErasures(flags, terminal)));
}
