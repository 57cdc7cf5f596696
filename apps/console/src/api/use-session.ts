import { useQuery } from '@tanstack/react-query';
import type { Schema } from './operations.ts';
import { queryKeys } from './queries.ts';
import type { SignIn } from './session.ts';

/** What somebody may be allowed, in the server's words. */
export type AdminAction = Schema<'Session'>['may'][number];

/** Who is signed in, as the page was told when it began. */
export function useSession(): Schema<'Session'> | undefined {
  const { data } = useQuery<SignIn>({ queryKey: queryKeys.session, enabled: false });
  return data?.state === 'signed-in' ? data.session : undefined;
}

/** Whether the signed-in person may do something somewhere. The server decides; this only hides what it would refuse. */
export function useMay(): (action: AdminAction) => boolean {
  const session = useSession();
  return (action) => session?.may.includes(action) ?? false;
}
