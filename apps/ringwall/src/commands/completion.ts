import type { Command } from 'commander';
import { bashCompletion } from '../cli/completion/bash-completion.ts';
import { completionTree } from '../cli/completion/completion-tree.ts';
import { fishCompletion } from '../cli/completion/fish-completion.ts';
import { zshCompletion } from '../cli/completion/zsh-completion.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

const scripts = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);

/** Prints the script with which a shell completes this program's commands. @throws AppError app/usage */
export function printCompletion(shell: string, program: Command, terminal: Terminal): number {
  const script = scripts.get(shell);
  if (script === undefined) throw new AppError('app/usage', 'A shell is one of bash, zsh and fish.');
  terminal.stdout.write(script(completionTree(program)));
  return 0;
}
