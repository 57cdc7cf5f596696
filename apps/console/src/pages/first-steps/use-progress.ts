import { useCallback, useState } from 'react';
import { useHead } from '../../api/queries.ts';
import { useRead } from '../../api/read.ts';
import type { EntryAudit } from '../../proof/auditor.ts';
import { readVerified, rememberVerified } from '../../proof/verified-entry.ts';
import type { Progress } from './steps.ts';

/** What of the first steps is on record. */
export function useOnRecord() {
  return useRead('first-steps', '/api/first-steps', { everyMs: 5_000 });
}

/** How far somebody has come; undefined until it is known. `verified` remembers a proof that was just verified. */
export function useProgress(): {
  readonly progress: Progress | undefined;
  readonly refetch: () => unknown;
  readonly verified: (audit: EntryAudit) => void;
} {
  const verifierKey = useHead()?.verifierKey;
  // What is kept is read anew after each change.
  const [, setChanges] = useState(0);
  const onRecord = useOnRecord();
  const verified = useCallback((audit: EntryAudit) => {
    rememberVerified(localStorage, audit);
    setChanges((count) => count + 1);
  }, []);
  const progress =
    onRecord.data === undefined || verifierKey === undefined
      ? undefined
      : { onRecord: onRecord.data, verified: readVerified(localStorage, verifierKey) };
  return { progress, refetch: onRecord.refetch, verified };
}
