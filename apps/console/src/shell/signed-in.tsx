import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { Client } from '../api/client.ts';
import { type Feed, noFeed, openFeed } from '../api/feed.ts';
import { queryKeys } from '../api/queries.ts';
import { createShortKeys } from '../gateway/short-keys.ts';
import { createAuditor } from '../proof/auditor.ts';
import { ServicesProvider } from '../services.tsx';

/** Opens what lives as long as a session does: the live feed, the auditor and keys to try things out. */
export function SignedIn({
  client,
  follows,
  children,
}: {
  client: Client;
  /** Whether the session may follow the traffic. */
  follows: boolean;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const [auditor] = useState(() => createAuditor({ client, storage: localStorage, now: Date.now }));
  const [shortKeys] = useState(() =>
    createShortKeys({
      make: (body) => client.post('/api/keys', { body }),
      revoke: (id) => client.delete('/api/keys/{id}', { path: { id } }),
      now: Date.now,
    }),
  );
  const [feed, setFeed] = useState<Feed>();
  useEffect(() => {
    if (!follows) {
      setFeed(noFeed);
      return;
    }
    const opened = openFeed({
      open: () => new EventSource('/api/events'),
      setTimer: (run, ms) => setTimeout(run, ms),
      // The answer decides: 401 brings the sign-in page, anything else leaves us here.
      onRefused: () => void client.get('/api/session').catch(() => undefined),
    });
    // After a gap nothing on the screen is known to be complete.
    opened.onGap(
      () =>
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] }),
    );
    setFeed(opened);
    return () => opened.close();
  }, [client, queries, follows]);
  if (feed === undefined) return null;
  return <ServicesProvider services={{ client, feed, auditor, shortKeys }}>{children}</ServicesProvider>;
}
