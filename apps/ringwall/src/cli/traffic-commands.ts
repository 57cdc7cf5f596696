import { type Command, InvalidArgumentError, Option } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall request …` and `route …`. Each is loaded when it runs. */
export function addTrafficCommands(program: Command, terminal: Terminal, done: Done): void {
  addRequestCommands(program.command('request').description('Requests that were recorded'), terminal, done);
  addRouteCommands(
    program.command('route').description('Routes for AI traffic, and taking one out of service for a time'),
    terminal,
    done,
  );
}

function addRequestCommands(request: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/request.ts');
  withFilters(withJson(withPlace(request.command('list'))))
    .description('List requests, the newest first')
    .option('--limit <number>', 'at most so many', wholeNumber(1_000_000), 100)
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall request list --decision block\n  ringwall request list --text gpt-5 --from 2026-03-01T00:00:00Z --json',
    )
    .action(async (flags) => done(await (await load()).listRequests(flags, terminal)));
  withFilters(withJson(withPlace(request.command('export'))))
    .description('Write what is recorded of requests to a file, without bodies; that it was made is recorded')
    .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'jsonl']).default('csv'))
    .option('--limit <number>', 'at most so many', wholeNumber(1_000_000), 100_000)
    .option('--out <file>', 'where to write it (default: stdout)')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall request export --out requests.csv\n  ringwall request export --decision block --json | jq .rules',
    )
    .action(async (flags) =>
      done(await (await import('../commands/request-export.ts')).exportRequests(flags, terminal)),
    );
  withJson(withPlace(request.command('open <id>')))
    .description('Open the kept bodies of a request; who did and why is recorded first')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .addHelpText('after', '\nExample:\n  ringwall request open req_01k9zq… --reason "ticket 4711"')
    .action(async (id, flags) =>
      done(await (await import('../commands/request-open.ts')).openRequest(id, flags, terminal)),
    );
}

function addRouteCommands(route: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/route.ts');
  withJson(withPlace(route.command('list')))
    .description('List the routes, and which are out of service')
    .option('--project <project>', 'only those of this project')
    .addHelpText('after', '\nExample:\n  ringwall route list')
    .action(async (flags) => done(await (await load()).listRoutes(flags, terminal)));
  withJson(withPlace(route.command('contain <name>')))
    .description('Take a route out of service for a time; running answers are cut off')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--for <time>', 'how long, from 1m to 7d; then it ends by itself', '1h')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall route contain chat --reason "leaked key"\n  ringwall route contain chat --reason "incident 12" --for 15m --yes',
    )
    .action(async (name, flags) => done(await (await load()).containRoute(name, flags, terminal)));
  withJson(withPlace(route.command('release <name>')))
    .description('Put a route in service again')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall route release chat --reason "key revoked"')
    .action(async (name, flags) => done(await (await load()).releaseRoute(name, flags, terminal)));
}

/** Everything given must hold. */
function withFilters(command: Command): Command {
  return command
    .option('--project <project>', 'of this project')
    .option('--from <time>', 'began then or later (RFC 3339)')
    .option('--to <time>', 'began before (RFC 3339)')
    .option('--text <text>', 'found in the id, the model, the route, the provider or the key')
    .option('--state <state>', 'such as completed, blocked or upstream-error; failed for any failure')
    .addOption(
      new Option('--decision <verdict>', 'the verdict').choices(['allow', 'flag', 'redact', 'block']),
    )
    .option('--route <route>', 'by this route')
    .option('--model <model>', 'for this model')
    .option('--key <id>', 'with this key, token or certificate')
    .option('--who <id>', 'of this user, service or agent')
    .option('--rule <rule>', 'with a finding of it, as detector/rule or detector/');
}

function wholeNumber(most: number) {
  return (text: string): number => {
    if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`A whole number from 1 to ${most}.`);
  };
}
