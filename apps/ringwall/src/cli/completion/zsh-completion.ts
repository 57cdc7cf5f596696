import type { Completed, CompletedCommand } from './completion-tree.ts';

/** The script that completes commands, options and files in zsh, with what each does. */
export function zshCompletion(tree: readonly CompletedCommand[]): string {
  return `#compdef ringwall
# Completion of ringwall for zsh, made by: ringwall completion zsh
# Names that zsh itself gives a meaning, such as commands and options, are left alone.
_ringwall_of() {
  verbs=() flags=() takes=()
  argument=''
  case $1 in
${tree.map(facts).join('\n')}
    *) return 1 ;;
  esac
}

_ringwall_value() {
  case $1 in
    file) _files ;;
    choice:*) compadd -- \${=1#choice:} ;;
  esac
}

_ringwall() {
  local at='' open='' argument='' word i
  local -a verbs flags
  local -A takes
  _ringwall_of ''
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $open ]]; then open=''; continue; fi
    if [[ $word == -* ]]; then
      if (( \${+takes[$word]} )); then open=$word; fi
    elif (( \${verbs[(I)$word:*]} )); then
      at=\${at:+$at }$word
      _ringwall_of $at
    fi
  done
  if [[ -n $open ]]; then
    _ringwall_value \${takes[$open]}
  elif [[ $PREFIX == -* ]]; then
    _describe -o option flags
  elif (( $#verbs )); then
    _describe command verbs
  else
    _ringwall_value $argument
  fi
}

if [[ $funcstack[1] == _ringwall ]]; then _ringwall; else compdef _ringwall ringwall; fi
`;
}

function facts({ path, commands, options, argument }: CompletedCommand): string {
  const described = (name: string, about: string) => quoted(`${name}:${about.replaceAll(':', '\\:')}`);
  const lines = [
    `verbs=(${commands.map(({ name, about }) => described(name, about)).join(' ')})`,
    `flags=(${options.flatMap(({ names, about }) => names.map((name) => described(name, about))).join(' ')})`,
    `takes=(${options
      .flatMap(({ names, value }) => (value ? names.map((name) => `${name} ${quoted(kindOf(value))}`) : []))
      .join(' ')})`,
    `argument=${quoted(argument ? kindOf(argument) : '')}`,
  ];
  return [`    '${path}')`, ...lines.map((line) => `      ${line}`), '      ;;'].join('\n');
}

function kindOf(value: Completed): string {
  return value.kind === 'choice' ? `choice:${value.choices.join(' ')}` : value.kind;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
