import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommonFlags } from '../cli/common-flags.ts';
import { everyPage } from '../cli/every-page.ts';
import {
  type PolicyProblemReply,
  policiesInForce,
  policyCheck,
  policyTest,
  policyText,
  policyVersion,
} from '../cli/policy-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { readPolicyCases } from './policy-cases.ts';

/** As much as the server takes. */
const maxFileBytes = 512 << 10;

interface ShowFlags extends CommonFlags {
  readonly all?: boolean;
  readonly schema?: boolean;
  readonly versions?: boolean;
  readonly at?: string;
}

/** Prints policies as they were written, so that a file made of it can be applied again. */
export async function showPolicies(flags: ShowFlags, terminal: Terminal): Promise<number> {
  const server = serverClient(flags, terminal);
  if (flags.versions) {
    const versions = await everyPage(server, '/api/policies/versions', { item: policyVersion });
    if (flags.json) printJsonLines(terminal, versions);
    else {
      const rows = versions.map(({ version, by = '', at = '', digest }) => [String(version), at, by, digest]);
      printTable(terminal, ['VERSION', 'APPLIED', 'BY', 'SHA-256'], rows);
    }
    return 0;
  }
  if (flags.at !== undefined) {
    const reply = await server.call('GET', `/api/policies/versions/${encodeURIComponent(flags.at)}`);
    if (flags.json) printJson(terminal, reply);
    else terminal.stdout.write(policyText.parse(reply).text);
    return 0;
  }
  const reply = await server.call('GET', '/api/policies');
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { version, text, policies, problems = [], schema } = policiesInForce.parse(reply);
  if (flags.schema) terminal.stdout.write(schema);
  else if (flags.all) for (const policy of policies) print(terminal, `${policy.text}\n`);
  else terminal.stdout.write(text);
  if (problems.length > 0) terminal.stderr.write(`They cannot be read:\n${inLines('', problems)}`);
  else if (!flags.schema && version === 0)
    hint(terminal, 'No policies of your own yet: ringwall policy apply <file>\n');
  return 0;
}

/** Puts the policies of a file in force, or says where they are wrong. */
export async function applyPolicies(
  file: string,
  flags: CommonFlags & { readonly dryRun?: boolean },
  terminal: Terminal,
): Promise<number> {
  const server = serverClient(flags, terminal);
  const text = await readText(file, terminal);
  const checked = policyCheck.parse(await server.call('POST', '/api/policies/check', { text }));
  if (checked.problems.length > 0 || flags.dryRun) {
    if (flags.json) printJson(terminal, checked);
    else if (checked.problems.length === 0) print(terminal, `${file} can be applied`);
    else terminal.stderr.write(inLines(`${file}:`, checked.problems));
    return checked.problems.length > 0 ? 1 : 0;
  }
  const reply = await server.call('POST', '/api/policies', { text });
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Version ${policyText.parse(reply).version} is in force`);
  return 0;
}

/** Asks the cases of a file; 1 where one is answered otherwise than it expects. */
export async function testPolicies(
  cases: string,
  flags: CommonFlags & { readonly policies?: string },
  terminal: Terminal,
): Promise<number> {
  const body = {
    cases: readPolicyCases(await readText(cases, terminal), cases),
    ...(flags.policies !== undefined && { text: await readText(flags.policies, terminal) }),
  };
  const reply = await serverClient(flags, terminal).call('POST', '/api/policies/test', body);
  const { ok, results } = policyTest.parse(reply);
  if (flags.json) printJson(terminal, reply);
  else {
    for (const result of results) {
      const by = result.policies.length === 0 ? '' : ` (${result.policies.join(', ')})`;
      print(terminal, `${result.ok ? 'ok    ' : 'FAILED'} ${result.name}: ${result.answer}${by}`);
      if (!result.ok) print(terminal, `       ${result.reason}`);
    }
    const failed = results.filter((result) => !result.ok).length;
    terminal.stderr.write(`${results.length} cases, ${failed} failed\n`);
  }
  return ok ? 0 : 1;
}

function inLines(file: string, problems: readonly PolicyProblemReply[]): string {
  return problems
    .map(
      ({ line, column, message, help }) =>
        `${file}${line}:${column}: ${message}${help ? ` (${help})` : ''}\n`,
    )
    .join('');
}

async function readText(path: string, terminal: Terminal): Promise<string> {
  const file = resolve(terminal.cwd, path);
  try {
    if ((await stat(file)).size <= maxFileBytes) return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('app/path-missing', `${path} cannot be read.`, { cause });
  }
  throw new AppError('app/usage', `${path} is over ${maxFileBytes} bytes.`);
}
