import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EntryAudit } from '../../proof/auditor.ts';
import { useServices } from '../../services.tsx';

/** A proof that is verified in this browser when somebody asks for it. */
export function useVerification(index: number | undefined, onVerified: (audit: EntryAudit) => void) {
  const { auditor } = useServices();
  const [asked, setAsked] = useState<number>();
  const audit = useQuery({
    queryKey: ['audit', 'asked', asked],
    queryFn: async () => {
      const result = await auditor.audit(asked ?? 0);
      onVerified(result);
      return result;
    },
    enabled: asked !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    audit: asked === undefined ? undefined : audit.data,
    error: asked === undefined ? undefined : audit.error,
    isPending: asked !== undefined && audit.data === undefined && audit.error === null,
    verify() {
      if (index === undefined) return;
      if (asked === index) void audit.refetch();
      setAsked(index);
    },
  };
}
