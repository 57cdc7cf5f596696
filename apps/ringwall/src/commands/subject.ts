import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { subjectErased, subjectSummary } from '../cli/forgetting-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { type PersonArgument, personArgument } from './person-argument.ts';

interface PersonFlags extends CommonFlags {
  readonly project: string;
}

/** Shows what is kept about a person. */
export async function findSubject(text: string, flags: PersonFlags, terminal: Terminal): Promise<number> {
  const query = inProject(await personArgument(text, terminal), flags);
  const reply = await serverClient(flags, terminal).call('POST', '/api/subjects/find', query);
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const found = subjectSummary.parse(reply);
  for (const subject of found.subjects) print(terminal, `Pseudonym  ${subject}`);
  const days = found.firstDay === undefined ? '' : ` of ${found.firstDay} to ${found.lastDay}`;
  print(terminal, `Body keys  ${found.bodyKeys}${days}, in project ${found.project}`);
  print(terminal, `Holds      ${found.holds.join(' ') || 'none'}`);
  return 0;
}

/** Erases a person. */
export async function eraseSubject(
  text: string,
  flags: PersonFlags & { readonly reason: string; readonly yes?: boolean; readonly dryRun?: boolean },
  terminal: Terminal,
): Promise<number> {
  if (flags.dryRun) return findSubject(text, flags, terminal);
  const query = inProject(await personArgument(text, terminal), flags);
  const question = 'Destroy the keys of all that is kept about this person? This cannot be undone. [y/N] ';
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was erased.');
  const asked = { ...query, reason: flags.reason };
  const reply = await serverClient(flags, terminal).call('POST', '/api/subjects/erase', asked);
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { subjects, bodyKeys, entries } = subjectErased.parse(reply);
  print(
    terminal,
    `Erased ${subjects.join(' ')}: ${bodyKeys} body keys, recorded as entry ${entries.join(', ')}.`,
  );
  terminal.stderr.write(
    'Gone from every file of the data directory. Copies made before still have it, as has what the disk itself keeps of\n' +
      'overwritten blocks; a copy that is put back is erased again by itself.\n',
  );
  return 0;
}

/** A pseudonym belongs to one project by itself. */
function inProject(person: PersonArgument, { project }: PersonFlags) {
  return 'subject' in person ? person : { ...person, project };
}
