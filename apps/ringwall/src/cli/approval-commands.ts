import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall approval …`, and `--approval` for every command. Loaded when it runs. */
export function addApprovalCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/approval.ts');
  program
    .option('--approval <id>', 'what somebody else has approved, where a command takes two persons')
    .hook('preAction', (_, command) => {
      const { approval } = program.opts<{ readonly approval?: string }>();
      if (approval !== undefined) command.setOptionValue('approval', approval);
    });
  const approval = program
    .command('approval')
    .description('Requests that take two persons: somebody else than who asked approves them');
  withJson(withPlace(approval.command('list')))
    .description('List those that wait or may be used')
    .option('--all', 'those of the last month that came to an end too')
    .addHelpText('after', '\nExamples:\n  ringwall approval list\n  ringwall approval list --all --json')
    .action(async (flags) => done(await (await load()).listApprovals(flags, terminal)));
  withJson(withPlace(approval.command('show <id>')))
    .description('Show exactly what would be done')
    .addHelpText('after', '\nExample:\n  ringwall approval show apr_01k9zq…')
    .action(async (id, flags) => done(await (await load()).showApproval(id, flags, terminal)));
  withJson(withPlace(approval.command('approve <id>')))
    .description('Let whoever asked do it, once')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall approval approve apr_01k9zq… --reason "ticket 4711"')
    .action(async (id, flags) => done(await (await load()).approve(id, flags, terminal)));
  withJson(withPlace(approval.command('refuse <id>')))
    .description('Refuse it, or withdraw what you asked for yourself')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .addHelpText('after', '\nExample:\n  ringwall approval refuse apr_01k9zq… --reason "not this one"')
    .action(async (id, flags) => done(await (await load()).refuse(id, flags, terminal)));
}
