import { printableLines } from '../cli/terminal.ts';
import { type Finding, skipped } from './finding.ts';
import type { Check, Patient } from './patient.ts';

/** Looks at one thing after the other; a check that cannot be carried out is a finding too, and ends nothing. */
export async function* examine(patient: Patient, checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const { id, readsData, examine: look } of checks) {
    if (readsData && !patient.isReadable) {
      yield { check: id, ...skipped(`You may not look into ${patient.directory}`) };
      continue;
    }
    const found = await Promise.resolve()
      .then(() => look(patient))
      .catch((error: unknown) => [
        {
          state: 'wrong' as const,
          what: `Could not be looked at: ${printableLines(error instanceof Error ? error.message : String(error))}`,
          why: 'What cannot be looked at may be anything.',
          advice: 'Run the command as the user of the server, and report it where that does not help.',
        },
      ]);
    for (const each of found) yield { check: id, ...each };
  }
}
