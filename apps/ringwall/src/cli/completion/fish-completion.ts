import type { Completed, CompletedCommand, CompletedOption } from './completion-tree.ts';

/** The script that completes commands, options and files in fish, with what each does. */
export function fishCompletion(tree: readonly CompletedCommand[]): string {
  const paths = tree.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  const valued = tree.flatMap(({ path, options }) =>
    options.flatMap(({ names, value }) =>
      value ? names.map((name) => quoted(`${path} ${name}`.trim())) : [],
    ),
  );
  return `# Completion of ringwall for fish, made by: ringwall completion fish
set -g __ringwall_commands ${paths.join(' ')}
set -g __ringwall_valued ${valued.join(' ')}

function __ringwall_at
    set -l at ''
    set -l open 0
    for word in (commandline -opc)[2..-1]
        if test $open = 1
            set open 0
        else if string match -q -- '-*' $word
            if contains -- (string trim -- "$at $word") $__ringwall_valued
                set open 1
            end
        else
            set -l next (string trim -- "$at $word")
            if contains -- $next $__ringwall_commands
                set at $next
            end
        end
    end
    test "$at" = "$argv[1]"
end

complete -c ringwall -e
complete -c ringwall -f
${tree.flatMap(lines).join('\n')}
`;
}

function lines({ path, commands, options, argument }: CompletedCommand): readonly string[] {
  const at = `complete -c ringwall -n ${quoted(`__ringwall_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, about }) => `${at} -a ${name} -d ${quoted(about)}`),
    ...options.map((option) => `${at} ${optionWords(option)}`),
    ...(argument === undefined || argument.kind === 'anything' ? [] : [`${at} ${valueWords(argument)}`]),
  ];
}

function optionWords({ names, about, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = value === undefined ? [] : ['-r', valueWords(value)];
  return [...flags, ...takes, `-d ${quoted(about)}`].filter((word) => word !== '').join(' ');
}

/** `-F`: files too, although this program otherwise takes none. */
function valueWords(value: Completed): string {
  if (value.kind === 'file') return '-F';
  return value.kind === 'choice' ? `-a ${quoted(value.choices.join(' '))}` : '';
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
