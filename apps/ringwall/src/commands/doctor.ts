import { systemClock } from '@ringwall/core';
import { type Colours, coloursOf } from '../cli/colours.ts';
import { commandName } from '../cli/command-name.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { hint, print, printableLines, printJson, showsProgress, type Terminal } from '../cli/terminal.ts';
import { allChecks } from '../doctor/checks/all-checks.ts';
import { examine } from '../doctor/examine.ts';
import type { DoctorReport, Finding } from '../doctor/finding.ts';
import { openPatient } from '../doctor/patient.ts';

/** Looks at everything a server needs, and explains what is wrong; 1 where anything is. */
export async function doctor(
  flags: CommonFlags & { readonly offline?: boolean },
  terminal: Terminal,
): Promise<number> {
  const drawn = showsProgress(terminal) && !flags.json;
  const progress = (text: string) => void (drawn && terminal.stderr.write(`\r${text}\u001b[K`));
  progress('Looking …');
  const patient = await openPatient(flags, { terminal, clock: systemClock });
  const findings: Finding[] = [];
  const colours = coloursOf(terminal, 'stdout');
  for await (const finding of examine(patient, allChecks)) {
    findings.push(finding);
    progress('');
    if (!flags.json) for (const line of inWords(finding, colours)) print(terminal, named(line, terminal));
    progress(`Looking behind ${finding.check} …`);
  }
  progress('');
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const isWell = count('wrong') === 0;
  if (flags.json) {
    const { directory: dataDirectory, status } = patient;
    printJson(terminal, {
      ok: isWell,
      dataDirectory,
      running: status !== undefined,
      findings,
    } satisfies DoctorReport);
  } else {
    const warnings = count('warning') === 0 ? '' : `, ${plural(count('warning'), 'warning')}`;
    const wrongs = isWell ? 'Nothing is wrong' : `${plural(count('wrong'), 'thing')} wrong`;
    hint(terminal, `\n${wrongs}${warnings}.`);
  }
  return isWell ? 0 : 1;
}

const widest = 'configuration'.length;

/** The state in a word and a colour, and below it why it matters and what to do. */
function inWords({ check, state, what, why, advice }: Finding, colours: Colours): readonly string[] {
  const states = {
    ok: colours.good('ok     '),
    warning: colours.warning('warning'),
    wrong: colours.bad('WRONG  '),
    skipped: colours.faint('skipped'),
  };
  const indent = ' '.repeat(9 + widest + 2);
  return [
    `${states[state]}  ${check.padEnd(widest)}  ${printableLines(what)}`,
    ...[why, advice && `→ ${advice}`].flatMap((text) =>
      text ? [`${indent}${colours.faint(printableLines(text))}`] : [],
    ),
  ];
}

function named(line: string, terminal: Terminal): string {
  return line.replaceAll('`ringwall ', () => `\`${commandName(terminal.cwd)} `);
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
