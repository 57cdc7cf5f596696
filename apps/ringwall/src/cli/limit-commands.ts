import { type Command, Option } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall limit …`. Each is loaded when it runs. */
export function addLimitCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/limit.ts');
  const limit = program
    .command('limit')
    .description('Limits on requests, tokens, money and requests at once, and what is used of them');
  withJson(withPlace(limit.command('set <of>')))
    .description(
      'Set a limit on a key, user, service, project, route or model by its id, or on each by itself with *',
    )
    .option('--requests <number>', 'requests in each period')
    .option('--tokens <number>', 'tokens in each period, input and output')
    .option('--money <dollars>', 'US dollars in each period of the calendar (UTC)')
    .option('--concurrency <number>', 'requests at once')
    .addOption(
      new Option('--per <period>', 'the period').choices(['second', 'minute', 'hour', 'day', 'month']),
    )
    .option(
      '--queue <time>',
      'how long a request may wait for its turn, such as 5s (default: refused at once)',
    )
    .option('--project <project>', 'only requests within this project (default: all)')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        "  ringwall limit set 'key:*' --requests 60 --per minute",
        '  ringwall limit set key:key_01k9zq… --money 20 --per month',
        '  ringwall limit set route:chat --concurrency 8 --queue 5s',
      ].join('\n'),
    )
    .action(async (of, flags) => done(await (await load()).setLimit(of, flags, terminal)));
  withJson(withPlace(limit.command('list')))
    .description('List the limits and what is used of each')
    .addHelpText('after', '\nExample:\n  ringwall limit list')
    .action(async (flags) => done(await (await load()).listLimits(flags, terminal)));
  withJson(withPlace(limit.command('remove <id>')))
    .description('Remove a limit')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall limit remove lim_01k9zq… --yes')
    .action(async (id, flags) => done(await (await load()).removeLimit(id, flags, terminal)));
  withJson(withPlace(limit.command('usage')))
    .description('Show what was used in the day or month so far')
    .addOption(
      new Option('--by <what>', 'whose use')
        .choices(['key', 'who', 'project', 'route', 'model'])
        .default('project'),
    )
    .addOption(new Option('--per <period>', 'so far (UTC)').choices(['day', 'month']).default('month'))
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall limit usage\n  ringwall limit usage --by key --per day --json',
    )
    .action(async (flags) => done(await (await load()).showUsage(flags, terminal)));
}
