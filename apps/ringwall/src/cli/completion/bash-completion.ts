import type { CompletedCommand } from './completion-tree.ts';

/** The script that completes commands, options and files in bash, from 3.2 on. */
export function bashCompletion(tree: readonly CompletedCommand[]): string {
  return `# Completion of ringwall for bash, made by: ringwall completion bash
_ringwall_of() {
  commands='' options='' valued='' files='' argument=''
  case $1 in
${tree.map(facts).join('\n')}
    *) return 1 ;;
  esac
}

_ringwall_choices() {
  case $1 in
${tree.flatMap(choices).join('\n')}
  esac
}

_ringwall() {
  local current=\${COMP_WORDS[COMP_CWORD]} at='' open='' word i
  local commands options valued files argument
  COMPREPLY=()
  _ringwall_of ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = ]]; then continue; fi
    if [[ -n $open ]]; then open=''; continue; fi
    if [[ $word == -* ]]; then
      if [[ " $valued " == *" $word "* ]]; then open=$word; fi
    elif [[ " $commands " == *" $word "* ]]; then
      at=\${at:+$at }$word
      _ringwall_of "$at"
    fi
  done
  if [[ $current == = ]]; then current=''; fi
  local among='' wants=''
  if [[ -n $open ]]; then
    among=$(_ringwall_choices "$at $open")
    if [[ " $files " == *" $open "* ]]; then wants=file; fi
  elif [[ $current == -* ]]; then
    among=$options
  elif [[ -n $commands ]]; then
    among=$commands
  else
    among=$(_ringwall_choices "$at")
    wants=$argument
  fi
  if [[ $wants == file ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  else
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$among" -- "$current")
  fi
}

complete -F _ringwall ringwall
`;
}

function facts({ path, commands, options, argument }: CompletedCommand): string {
  const valued = options.filter(({ value }) => value !== undefined);
  const files = valued.filter(({ value }) => value?.kind === 'file');
  const names = (some: CompletedCommand['options']) => some.flatMap((option) => option.names).join(' ');
  const sets = [
    `commands='${commands.map(({ name }) => name).join(' ')}'`,
    `options='${names(options)}'`,
    `valued='${names(valued)}'`,
    `files='${names(files)}'`,
    `argument='${argument?.kind ?? ''}'`,
  ];
  return `    '${path}') ${sets.join(' ')} ;;`;
}

function choices({ path, options, argument }: CompletedCommand): readonly string[] {
  const line = (of: string, words: readonly string[]) => `    '${of}') echo '${words.join(' ')}' ;;`;
  return [
    ...options.flatMap(({ names, value }) =>
      value?.kind === 'choice' ? names.map((name) => line(`${path} ${name}`, value.choices)) : [],
    ),
    ...(argument?.kind === 'choice' ? [line(path, argument.choices)] : []),
  ];
}
