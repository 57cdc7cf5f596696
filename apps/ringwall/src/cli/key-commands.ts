import type { Command } from 'commander';
import { several, withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall key …`. Each is loaded when it runs. */
export function addKeyCommands(program: Command, terminal: Terminal, done: Done): void {
  const key = program.command('key').description('API keys for the gateway');
  withJson(withPlace(key.command('create <name>')))
    .description('Create a key; it is shown once')
    .option('--route <name...>', 'routes it may use (default: all)')
    .option('--model <name...>', 'models it may ask for (default: all)')
    .option('--dataset <name...>', 'datasets it may use (default: all)')
    .option('--purpose <word...>', 'what it may be used for; a request then says so in X-Ringwall-Purpose')
    .option('--network <cidr>', 'network it may come from; may be repeated (default: any)', several)
    .option('--certificate <id>', 'client certificate it must come with: sha256:<hex>, or a SPIFFE ID')
    .option('--owner <id>', 'user, service or agent it belongs to (default: it speaks for itself)')
    .option('--administration', 'let it use the admin API too, with the rights of its owner')
    .option('--project <project>', 'project it belongs to (default: its service’s, or default)')
    .option('--expires <time>', 'when it ends: a duration such as 30d or 12h, or a time in RFC 3339')
    .option('--subject <person>', 'the one person it speaks for; revoked when that person is erased')
    .addHelpText(
      'after',
      `
Examples:
  ringwall key create support-bot
  ringwall key create ci --route demo-openai --model gpt-5-mini --expires 7d --json
  ringwall key create search --owner svc_01k9zq… --network 10.1.0.0/16`,
    )
    .action(async (name, flags) =>
      done(await (await import('../commands/key.ts')).createKey(name, flags, terminal)),
    );
  withJson(withPlace(key.command('list')))
    .description('List keys, and when each was last used')
    .option('--project <project>', 'only those of this project')
    .addHelpText('after', '\nExample:\n  ringwall key list')
    .action(async (flags) => done(await (await import('../commands/key.ts')).listKeys(flags, terminal)));
  withJson(withPlace(key.command('rotate <id>')))
    .description('Give a key another text, shown once; the one before stays good for a while')
    .option('--overlap <time>', 'how long the text before stays good, at most 30d; 0: it ends at once', '24h')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall key rotate key_01k9zq…\n  ringwall key rotate key_01k9zq… --overlap 0',
    )
    .action(async (id, flags) =>
      done(await (await import('../commands/key.ts')).rotateKey(id, flags, terminal)),
    );
  withJson(withPlace(key.command('revoke <id>')))
    .description('Revoke a key; the next request with it is refused, and running answers are cut off')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall key revoke key_01k9zq… --yes')
    .action(async (id, flags) =>
      done(await (await import('../commands/key.ts')).revokeKey(id, flags, terminal)),
    );
}
