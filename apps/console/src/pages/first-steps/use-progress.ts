import { useHead } from '../../api/queries.ts';
import { useRead } from '../../api/read.ts';
import { useVerified } from '../../proof/use-verified.ts';
import type { Progress } from './steps.ts';

/** What of the first steps is on record. */
export function useOnRecord() {
  return useRead('first-steps', '/api/first-steps', { everyMs: 5_000 });
}

/** How far somebody has come; undefined until it is known. */
export function useProgress(): Progress | undefined {
  const verifierKey = useHead()?.verifierKey;
  const verified = useVerified(verifierKey);
  const onRecord = useOnRecord();
  return onRecord.data === undefined || verifierKey === undefined
    ? undefined
    : { onRecord: onRecord.data, verified };
}
