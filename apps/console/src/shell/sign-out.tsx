import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { queryKeys } from '../api/queries.ts';
import type { SignIn } from '../api/session.ts';
import { useServices } from '../services.tsx';

/** How what one can choose in the account's menu looks. */
export const menuItem =
  'flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-muted hover:bg-raised hover:text-text focus-visible:-outline-offset-2';

/** Ends the session. */
export function SignOut() {
  const { client } = useServices();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: async () => {
      // An answer from before would say that somebody is still signed in.
      await queries.cancelQueries({ queryKey: queryKeys.session, exact: true });
      await client.delete('/api/session');
    },
    onSuccess: () => {
      queries.setQueryData<SignIn>(queryKeys.session, () => ({ state: 'signed-out', reason: 'signed-out' }));
    },
  });
  return (
    <button type="button" onClick={() => signOut.mutate()} disabled={signOut.isPending} className={menuItem}>
      <LogOut size={14} aria-hidden="true" />
      {signOut.isError ? 'Sign out again' : 'Sign out'}
    </button>
  );
}
