import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { EntryAudit } from './auditor.ts';
import { readVerified, rememberVerified, type VerifiedEntry } from './verified-entry.ts';

const name = 'verified-entry';

/** The newest entry of the log of this key whose proof somebody has had verified here. */
export function useVerified(verifierKey: string | undefined): VerifiedEntry | undefined {
  const kept = useQuery({
    queryKey: [name, verifierKey],
    queryFn: () => readVerified(localStorage, verifierKey) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return kept.data ?? undefined;
}

/** Gives what remembers a proof that somebody has had verified. */
export function useRememberVerified(): (audit: EntryAudit) => void {
  const queries = useQueryClient();
  return useCallback(
    (audit) => {
      rememberVerified(localStorage, audit);
      void queries.invalidateQueries({ queryKey: [name] });
    },
    [queries],
  );
}
