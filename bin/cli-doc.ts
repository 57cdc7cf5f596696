// node bin/cli-doc.ts [--write]: docs/cli.md and docs/cli-schemas.json from the tree of commands.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { commandPath } from '../apps/ringwall/src/cli/command-path.ts';
import { commandsBelow } from '../apps/ringwall/src/cli/completion/completion-tree.ts';
import { exitCodes } from '../apps/ringwall/src/cli/exit-codes.ts';
import { jsonOutputs } from '../apps/ringwall/src/cli/json-output/json-outputs.ts';
import { buildProgram } from '../apps/ringwall/src/cli/program.ts';
import { renderCliSchemas } from './cli-schemas.ts';

const docs = join(dirname(import.meta.dirname), 'docs');

type Command = ReturnType<typeof buildProgram>;
type Option = Command['options'][number];

/** Where the page is kept. */
export const cliPage = join(docs, 'cli.md');
/** Where the schemas are kept. */
export const cliSchemas = join(docs, 'cli-schemas.json');

/** Both, as they should be. */
export function renderCliDocs(): { readonly page: string; readonly schemas: string } {
  const openApi: unknown = JSON.parse(readFileSync(join(docs, 'openapi.json'), 'utf8'));
  return { page: renderCliPage(), schemas: renderCliSchemas(openApi) };
}

function renderCliPage(): string {
  const shown: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      shown.push(chunk.toString());
      done();
    },
  });
  const terminal = { env: {}, cwd: '/', stdout, stderr: stdout, stdin: new PassThrough() };
  const program = buildProgram(terminal, () => {});
  /** What help says beyond description, arguments and options. */
  const extra = (command: Command): string => {
    shown.length = 0;
    command.outputHelp();
    return shown.join('').slice(command.helpInformation().length).trim();
  };
  const groups = new Map<string, Command[]>();
  for (const command of program.commands) {
    const heading = command.helpGroup().replace(/:$/, '');
    groups.set(heading, [...(groups.get(heading) ?? []), command]);
  }
  const sections = [...groups].map(([heading, commands]) => {
    const leaves = commands.flatMap(commandsBelow).filter((command) => command.commands.length === 0);
    return `## ${heading}\n\n${leaves.map((command) => section(command, extra(command))).join('\n')}`;
  });
  return `${introduction(program)}\n${sections.join('\n')}`;
}

function section(command: Command, extra: string): string {
  const path = commandPath(command);
  const words = command.registeredArguments.map((each) => {
    const name = each.variadic ? `${each.name()}...` : each.name();
    return each.required ? `<${name}>` : `[${name}]`;
  });
  const usual = command.options.filter(isUsual).map(({ long }) => `\`${long ?? ''}\``);
  const options = command.options.filter((option) => !option.hidden && !isUsual(option));
  const [before = '', ...examples] = extra.split(/^Examples?:\n/m);
  const code = examples.join('').replaceAll(/^ {2}/gm, '').trim();
  return [
    `### ringwall ${path}\n`,
    ...(words.length === 0 ? [] : [`\`ringwall ${[path, ...words].join(' ')}\`\n`]),
    `${sentence(command.description())}\n`,
    ...(options.length === 0 ? [] : [`| Option | |\n| --- | --- |\n${options.map(row).join('\n')}\n`]),
    ...(usual.length === 0 ? [] : [`${options.length === 0 ? 'Takes' : 'Takes also'} ${listed(usual)}.\n`]),
    ...(before.trim() === '' ? [] : [`${before.trim()}\n`]),
    ...(code === '' ? [] : [`\`\`\`\n${code}\n\`\`\`\n`]),
    ...(jsonOutputs[path] === undefined ? [] : [jsonSentence(path)]),
  ].join('\n');
}

/** Explained once, for all commands that take it. */
function isUsual({ long }: Option): boolean {
  return usualNames.has(long);
}

const usualNames: ReadonlySet<string | undefined> = new Set(['--data', '--config', '--json']);

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function jsonSentence(path: string): string {
  const output = jsonOutputs[path];
  const operations = (output?.of ?? []).filter((each) => typeof each === 'string');
  const shape = output?.shape === 'lines' ? 'one line each' : 'one document';
  const like =
    operations.length === 0
      ? ''
      : `, as the API answers ${operations.map((name) => `\`${name}\``).join(' or ')}`;
  return `JSON: ${shape}${like}; schema \`${path}\` in [cli-schemas.json](cli-schemas.json).\n`;
}

function row(option: Option): string {
  const standard =
    option.defaultValue === undefined || option.negate
      ? ''
      : ` (default: \`${String(option.defaultValue)}\`)`;
  const must = option.mandatory ? ' Required.' : '';
  const among = option.argChoices === undefined ? '' : ` One of ${option.argChoices.join(', ')}.`;
  return `| \`${option.flags.replaceAll('|', '\\|')}\` | ${escaped(sentence(option.description + standard))}${among}${must} |`;
}

function sentence(text: string): string {
  const first = text.slice(0, 1);
  return `${/^(?:x-|--|http)/.test(text) ? first : first.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Angle brackets would be read as HTML, bars as the end of a cell. */
function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('|', '\\|');
}

function introduction(program: Command): string {
  const usual = program.commands.find((command) => command.name() === 'status')?.options ?? [];
  return `# The command line

Generated from the commands by \`npm run docs\`; a test fails when this page is stale. \`ringwall <command> --help\` says
the same. In a clone the command is \`./ringwall\`.

## For all commands

Settings come from flags, then \`RINGWALL_*\` of the environment (\`RINGWALL_DATA\`, \`RINGWALL_CONFIG\`,
\`RINGWALL_GATEWAY_PORT\`, \`RINGWALL_CONSOLE_PORT\`), then \`ringwall.config.yaml\`, then defaults. No flag takes a secret:
secrets come from files, from the environment or from a question on the terminal.

stdout carries the result, stderr everything else. A result is a table on a terminal, and tab-separated lines without a
heading in a pipe. With \`--json\` it is one JSON document, or for many things one a line; their schemas are in
[cli-schemas.json](cli-schemas.json). Progress is drawn on a terminal alone, never with \`--quiet\` or where \`CI\` is set.
Colours are for terminals; \`--no-color\` and \`NO_COLOR\` turn them off, \`FORCE_COLOR\` on. What cannot be undone asks first;
\`--yes\` answers, and without a terminal it is the only answer.

| Option | |
| --- | --- |
${[...program.options, ...usual].map(row).join('\n')}

| Exit code | |
| --- | --- |
${exitCodes.map(({ code, meaning }) => `| ${code} | ${sentence(meaning)} |`).join('\n')}

An error says what happened, what to do, and a code that [errors.md](errors.md) explains.
`;
}

if (import.meta.main) {
  const { page, schemas } = renderCliDocs();
  if (process.argv.includes('--write')) {
    writeFileSync(cliPage, page);
    writeFileSync(cliSchemas, schemas);
  } else process.stdout.write(page);
}
