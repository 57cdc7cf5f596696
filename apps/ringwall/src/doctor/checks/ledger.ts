import { ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';
import { signedHead } from './ledger-files.ts';

/** The signature over the log's head; the whole log is the matter of `ringwall ledger verify`. */
export const ledgerCheck: Check = {
  id: 'ledger',
  readsData: true,
  async examine({ directory, status }) {
    const head = await signedHead(directory);
    if (head.kind === 'none') return [ok('Nothing is recorded yet')];
    if (head.kind === 'wrong')
      return [
        wrong(`The head of the log does not verify: ${head.reason}`, {
          why: 'Nothing proves any more that the records are those that were written.',
          advice:
            'Leave the files as they are, run `ringwall ledger verify`, and compare with a witness or a backup.',
        }),
      ];
    const signed = ok(
      `${head.origin}: signed up to entry ${head.size}; \`ringwall ledger verify\` checks all of it`,
    );
    const state = status?.ledger.state ?? 'open';
    if (state === 'open') return [signed];
    return [
      signed,
      warning(`The log is ${state}`, {
        why: 'Requests that must be recorded are refused.',
        advice: 'See the alarms below, and the disk.',
      }),
    ];
  },
};
