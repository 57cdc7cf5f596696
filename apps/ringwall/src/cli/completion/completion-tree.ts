import type { Argument, Command, Option } from 'commander';
import { commandPath } from '../command-path.ts';

/** What stands behind an option or as an argument, as far as a shell can complete it. */
export type Completed =
  | { readonly kind: 'file' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'anything' };

/** An option as a shell knows it. */
export interface CompletedOption {
  /** `--out` and `-o`. */
  readonly names: readonly string[];
  readonly about: string;
  /** Absent for one that takes no value. */
  readonly value?: Completed;
}

/** One command or group of commands. */
export interface CompletedCommand {
  /** `key create`; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly CompletedOption[];
  /** What its arguments are; absent where it takes none. */
  readonly argument?: Completed;
}

/** Names of values that are files or folders. */
const files: ReadonlySet<string> = new Set([
  ...['file', 'path', 'directory', 'prefix', 'backup', 'sealed', 'slice', 'cases'],
  ...['recipient', 'identity'],
]);

/** All commands of the tree, the program itself first. */
export function completionTree(program: Command): readonly CompletedCommand[] {
  const everywhere = [
    ...optionsOf(program),
    { names: ['--help', '-h'], about: 'what it does, with examples' },
  ];
  return commandsBelow(program).map((command) => {
    const own = command === program ? [] : optionsOf(command);
    const [argument] = command.registeredArguments;
    return {
      path: commandPath(command),
      commands: command.commands.map((each) => ({ name: each.name(), about: each.description() })),
      options: [...own, ...everywhere],
      ...(argument && { argument: completedValue(argument.name(), argument) }),
    };
  });
}

/** The command and all below it, in the order of help. */
export function commandsBelow(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

function optionsOf(command: Command): readonly CompletedOption[] {
  return command.options.map((option) => ({
    names: [option.long, option.short].filter((name) => typeof name === 'string'),
    about: option.description,
    ...((option.required || option.optional) && { value: completedValue(valueName(option), option) }),
  }));
}

function completedValue(name: string, { argChoices }: Pick<Option | Argument, 'argChoices'>): Completed {
  if (argChoices !== undefined) return { kind: 'choice', choices: argChoices };
  return { kind: files.has(name) ? 'file' : 'anything' };
}

/** `file` of `--out <file>`. */
function valueName({ flags }: Option): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';
}
