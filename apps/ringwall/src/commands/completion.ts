import type { Command } from 'commander';
import { bashCompletion } from '../cli/completion/bash-completion.ts';
import { completionTree } from '../cli/completion/completion-tree.ts';
import { fishCompletion } from '../cli/completion/fish-completion.ts';
import { zshCompletion } from '../cli/completion/zsh-completion.ts';
import type { Terminal } from '../cli/terminal.ts';

const scripts = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);

/**
 * Prints the script with which a shell completes this program's commands. Loads nothing else: shells run it when they
 * start.
 */
export function printCompletion(shell: string, program: Command, terminal: Terminal): number {
  const script = scripts.get(shell);
  if (script === undefined) return 2;
  terminal.stdout.write(script(completionTree(program)));
  return 0;
}
