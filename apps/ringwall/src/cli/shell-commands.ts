import { Argument, type Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** `ringwall completion`. Loaded when it runs. */
export function addShellCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number | undefined) => void,
): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .description('Print the script with which your shell completes commands, options and files')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  ringwall completion bash > ~/.local/share/bash-completion/completions/ringwall',
        '  ringwall completion zsh > ~/.zsh/_ringwall   # a folder of $fpath',
        '  ringwall completion fish > ~/.config/fish/completions/ringwall.fish',
        '  source <(ringwall completion bash)',
      ].join('\n'),
    )
    .action(async (shell) =>
      done((await import('../commands/completion.ts')).printCompletion(shell, program, terminal)),
    );
}
