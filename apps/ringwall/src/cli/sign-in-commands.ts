import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall session …`, and of `ringwall user …` what is about signing in. Each is loaded when it runs. */
export function addSignInCommands(program: Command, terminal: Terminal, done: Done): void {
  const user = program.commands.find((command) => command.name() === 'user') ?? program.command('user');
  addUserVerbs(user, terminal, done);
  addSessionCommands(program.command('session').description('Who is signed in'), terminal, done);
}

function addUserVerbs(user: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/user-sign-in.ts');
  withJson(withPlace(user.command('invite <user>')))
    .description('Print a link by which a user signs in for the first time; it is good for three days, once')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall user invite ada@example.org\n  ringwall user invite usr_01k9zq… --json',
    )
    .action(async (name, flags) => done(await (await load()).inviteUser(name, flags, terminal)));
  withJson(withPlace(user.command('reset <user>')))
    .description('Take away what a user signs in with, end their sessions, and print a new invitation')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall user reset ada@example.org')
    .action(async (name, flags) => done(await (await load()).resetUser(name, flags, terminal)));
  withJson(withPlace(user.command('unlock <user>')))
    .description('Let somebody try to sign in at once after too many failures')
    .addHelpText('after', '\nExample:\n  ringwall user unlock ada@example.org')
    .action(async (name, flags) => done(await (await load()).unlockUser(name, flags, terminal)));
}

function addSessionCommands(session: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/session.ts');
  withJson(withPlace(session.command('list')))
    .description('List who is signed in to the console')
    .option('--user <user>', 'of one user alone, by name or id')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall session list\n  ringwall session list --user ada@example.org',
    )
    .action(async (flags) => done(await (await load()).listSessions(flags, terminal)));
  withJson(withPlace(session.command('revoke <id>')))
    .description('End a session; its next request is refused')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall session revoke ses_01k9zq… --yes')
    .action(async (id, flags) => done(await (await load()).revokeSession(id, flags, terminal)));
}
