import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall token …`. Loaded when it runs. */
export function addTokenCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/token.ts');
  const token = program
    .command('token')
    .description('Bearer tokens of the issuers that the configuration trusts');
  withJson(withPlace(token.command('list')))
    .description('Show those issuers, whether their keys are there, and what was revoked')
    .addHelpText('after', '\nExamples:\n  ringwall token list\n  ringwall token list --json | jq .issuers')
    .action(async (flags) => done(await (await load()).listTokens(flags, terminal)));
  withJson(withPlace(token.command('revoke [id]')))
    .description(
      'Refuse a token (tok_…), or all that were issued until now for a user or service (usr_…, svc_…), from the next request on',
    )
    .option('--issuer <url>', 'with --jti or --subject: who issued it')
    .option('--jti <id>', 'id that the issuer gave the token')
    .option('--subject <name>', 'what the issuer calls whom its tokens speak for')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall token revoke tok_5c0f… --yes\n  ringwall token revoke --issuer https://login.example.com --subject batch-job',
    )
    .action(async (id, flags) => done(await (await load()).revokeToken(id, flags, terminal)));
}
