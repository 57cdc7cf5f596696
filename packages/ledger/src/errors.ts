import { type ErrorTable, RingwallError } from '@ringwall/core';

export type LedgerErrorCode =
  | 'ledger/deadline'
  | 'ledger/write-failed'
  | 'ledger/overloaded'
  | 'ledger/disk-low'
  | 'ledger/closed'
  | 'ledger/damaged'
  | 'ledger/truncated'
  | 'ledger/checkpoint-missing'
  | 'ledger/checkpoint-mismatch'
  | 'ledger/checkpoint-unsigned'
  | 'ledger/behind-witness'
  | 'ledger/witness-mismatch'
  | 'ledger/witness-pruned'
  | 'ledger/not-accessible'
  | 'ledger/keys-invalid'
  | 'ledger/keys-exposed'
  | 'ledger/keys-sealed'
  | 'ledger/key-overlap'
  | 'ledger/not-found'
  | 'ledger/pruned'
  | 'ledger/slice-too-large'
  | 'ledger/projection-stopped'
  | 'ledger/body-altered'
  | 'ledger/bodies-locked'
  | 'ledger/subject-unknown'
  | 'ledger/held'
  | 'ledger/erasures-refused'
  | 'ledger/hold-unknown'
  | 'ledger/hold-invalid';

const restore = 'Keep the directory as it is for investigation, and restore the ledger from a backup.';

export const ledgerErrors: ErrorTable<LedgerErrorCode> = {
  'ledger/deadline': {
    status: 503,
    exit: 3,
    title: 'The record was not durable in time',
    advice: 'Try again; if it persists, look at the speed of the disk under the data directory.',
  },
  'ledger/write-failed': {
    status: 503,
    exit: 3,
    title: 'The record could not be written',
    advice: 'Free space or repair the disk under the data directory; the ledger resumes by itself.',
  },
  'ledger/overloaded': {
    status: 503,
    exit: 3,
    title: 'Too many records are waiting for the disk or the tables',
    advice:
      'Send less at a time, or put the data directory on a faster disk; tables that stopped say why in the log.',
  },
  'ledger/disk-low': {
    status: 503,
    exit: 3,
    title: 'The disk is nearly full',
    advice: 'Free space on the disk of the data directory; traffic is recorded again by itself.',
  },
  'ledger/closed': {
    status: 503,
    exit: 3,
    title: 'The ledger is closed',
    advice: 'The server is stopping: send the request to it again once it has restarted.',
  },
  'ledger/damaged': {
    status: 500,
    exit: 3,
    title: 'The ledger is damaged',
    advice: restore,
  },
  'ledger/truncated': {
    status: 500,
    exit: 3,
    title: 'Entries that were acknowledged are missing from the ledger',
    advice: restore,
  },
  'ledger/checkpoint-missing': {
    status: 500,
    exit: 3,
    title: 'The ledger has entries and no checkpoint',
    advice: restore,
  },
  'ledger/checkpoint-mismatch': {
    status: 500,
    exit: 3,
    title: 'The ledger does not extend its last checkpoint',
    advice: restore,
  },
  'ledger/checkpoint-unsigned': {
    status: 500,
    exit: 3,
    title: "The stored checkpoint is not signed with this ledger's key",
    advice: 'Put the keys that belong to this ledger back, or restore both from one backup.',
  },
  'ledger/behind-witness': {
    status: 500,
    exit: 3,
    title: 'A witness has seen more of the ledger than is here',
    advice:
      'Put the newest copy of the ledger back. If there is none, `ringwall start --restored <why>` goes on openly as another log.',
  },
  'ledger/witness-mismatch': {
    status: 500,
    exit: 3,
    title: 'The ledger is not the one that a witness has seen',
    advice:
      'Keep the directory for investigation: its entries were replaced, and somebody had the key to sign them.',
  },
  'ledger/witness-pruned': {
    status: 500,
    exit: 3,
    title: 'The ledger was pruned beyond what a witness has seen',
    advice:
      'Nothing needs to be wrong. Have that witness begin again in a new directory, or take it out of ledger.witnesses.',
  },
  'ledger/not-accessible': {
    status: 500,
    exit: 3,
    title: 'The files of the ledger cannot be reached',
    advice: 'Give the user that runs this the right to read and write the directory named in the detail.',
  },
  'ledger/keys-invalid': {
    status: 500,
    exit: 3,
    title: 'A key file cannot be used',
    advice: 'Restore the key directory from a backup; a new key cannot continue an old ledger.',
  },
  'ledger/keys-exposed': {
    status: 500,
    exit: 3,
    title: 'A key file may be read by others',
    advice: 'Run chmod 700 on the key directory and chmod 600 on its files, then start again.',
  },
  'ledger/keys-sealed': {
    status: 500,
    exit: 3,
    title: 'The keys are sealed, and nothing that is configured opens them',
    advice:
      'Name what seals them under keys in ringwall.config.yaml, or under keys.previous while you change it.',
  },
  'ledger/key-overlap': {
    status: 409,
    exit: 1,
    title: 'Two keys of the ledger sign already',
    advice: 'Wait until the older one ends, or end it now with `ringwall ledger retire-key`.',
  },
  'ledger/pruned': {
    status: 410,
    exit: 2,
    title: 'The entry is older than what this ledger keeps',
    advice: 'Ask for an index from the minimum index on; what was pruned is in backups alone.',
  },
  'ledger/not-found': {
    status: 404,
    exit: 2,
    title: 'The ledger has no such entry or checkpoint',
    advice: 'Ask for an index or size below the one the ledger reports.',
  },
  'ledger/slice-too-large': {
    status: 413,
    exit: 2,
    title: 'More entries fit than one excerpt of the ledger can hold',
    advice: 'Narrow the range or the filter, and export the rest in further excerpts.',
  },
  'ledger/projection-stopped': {
    status: 503,
    exit: 3,
    title: 'The tables behind the console stopped following the ledger',
    advice: 'Read the cause in the log; nothing is lost, and the tables catch up once it is removed.',
  },
  'ledger/body-altered': {
    status: 500,
    exit: 1,
    title: 'A kept body is not the one that was recorded',
    advice: 'Treat it as tampering: its commitment in the ledger does not match.',
  },
  'ledger/bodies-locked': {
    status: 423,
    exit: 3,
    title: 'Kept bodies stay closed: this ledger was restored and may lack erasures',
    advice:
      'Run `ringwall erasures supply` with an excerpt of the log it was restored from, or `ringwall erasures waive`.',
  },
  'ledger/subject-unknown': {
    status: 404,
    exit: 1,
    title: 'Nothing is kept about this person',
    advice: 'Name the person as requests do in x-ringwall-subject, and the project of their key.',
  },
  'ledger/held': {
    status: 409,
    exit: 1,
    title: 'A legal hold keeps this',
    advice: 'See `ringwall hold list`, and release the holds named once they may be.',
  },
  'ledger/erasures-refused': {
    status: 400,
    exit: 1,
    title: 'The excerpt does not supply the missing erasures',
    advice:
      'Give an excerpt of the log it was restored from: `ringwall ledger export --filter type=subject.erased`.',
  },
  'ledger/hold-unknown': {
    status: 404,
    exit: 1,
    title: 'There is no such legal hold in force',
    advice: 'List the holds and give the id of one of them.',
  },
  'ledger/hold-invalid': {
    status: 400,
    exit: 2,
    title: 'The legal hold cannot be placed as asked',
    advice: 'Name a subject, a project, a time or a request that is there.',
  },
};

export class LedgerError extends RingwallError<LedgerErrorCode> {
  constructor(code: LedgerErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(ledgerErrors, code, detail, options);
  }
}

/** Runs file work on `directory`; what the operating system refuses becomes one error that names the place. */
export async function reaching<Value>(directory: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw cause;
    throw new LedgerError('ledger/not-accessible', `${directory}: ${code}.`, { cause });
  }
}
