import { type QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Route, Switch } from 'wouter';
import type { Client } from './api/client.ts';
import { queryKeys } from './api/queries.ts';
import { type ProviderAnswer, signIn } from './api/session.ts';
import { AccountPage } from './pages/account/lazy-account-page.ts';
import { EntryPage } from './pages/ledger/entry-page.tsx';
import { LedgerPage } from './pages/ledger/ledger-page.tsx';
import { LoginPage } from './pages/login/login-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { TrafficPage } from './pages/traffic/traffic-page.tsx';
import type { PreferenceStore } from './preferences/preferences.ts';
import { PreferencesProvider } from './preferences/preferences-provider.tsx';
import { AccountOnly } from './shell/account-only.tsx';
import { Shell } from './shell/shell.tsx';
import { SignedIn } from './shell/signed-in.tsx';
import { ErrorState } from './ui/notice.tsx';
import { PageSkeleton } from './ui/page-skeleton.tsx';
import { NowProvider } from './ui/time.tsx';
import { ToastProvider } from './ui/toasts.tsx';

// What few open, and not first, is loaded when it is opened.
const SettingsPage = lazy(() =>
  import('./pages/settings/settings-page.tsx').then((page) => ({ default: page.SettingsPage })),
);

const FirstStepsPage = lazy(() =>
  import('./pages/first-steps/first-steps-page.tsx').then((page) => ({ default: page.FirstStepsPage })),
);
const PlaygroundPage = lazy(() =>
  import('./pages/playground/playground-page.tsx').then((page) => ({ default: page.PlaygroundPage })),
);
const ReferencePage = lazy(() =>
  import('./pages/reference/reference-page.tsx').then((page) => ({ default: page.ReferencePage })),
);

/** The console: the sign-in page without a session, the pages with one. */
export function App({
  client,
  queries,
  preferences,
  loginToken,
  providerAnswer,
}: {
  client: Client;
  queries: QueryClient;
  preferences: PreferenceStore;
  loginToken: string | undefined;
  providerAnswer: ProviderAnswer | undefined;
}) {
  return (
    <QueryClientProvider client={queries}>
      <PreferencesProvider store={preferences}>
        <NowProvider>
          <ToastProvider>
            <Gate client={client} loginToken={loginToken} providerAnswer={providerAnswer} />
          </ToastProvider>
        </NowProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  );
}

function Gate({
  client,
  loginToken,
  providerAnswer,
}: {
  client: Client;
  loginToken: string | undefined;
  providerAnswer: ProviderAnswer | undefined;
}) {
  const queries = useQueryClient();
  // A token is good for one attempt; asking again later asks for the session it gave.
  const token = useRef(loginToken);
  const session = useQuery({
    queryKey: queryKeys.session,
    queryFn: async () => {
      const result = await signIn(client, token.current);
      token.current = undefined;
      return result;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const state = session.data?.state;
  useEffect(() => {
    // What one session could read is not for the next one.
    if (state === 'signed-out')
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKeys.session[0] });
  }, [state, queries]);

  if (session.data === undefined) {
    return session.error ? (
      <main>
        <h1 className="sr-only">Ringwall</h1>
        <ErrorState error={session.error} retry={session.refetch} />
      </main>
    ) : null;
  }
  if (session.data.state === 'signed-out') {
    const { reason } = session.data;
    return (
      <LoginPage
        client={client}
        reason={reason === 'no-session' ? (providerAnswer ?? reason) : reason}
        onSignedIn={() => void queries.invalidateQueries({ queryKey: queryKeys.session, exact: true })}
      />
    );
  }
  const { may } = session.data.session;
  return (
    <SignedIn client={client} follows={may.includes('traffic.read')}>
      {may.includes('status.read') ? (
        <Shell>
          <Suspense fallback={<PageSkeleton />}>
            <Pages />
          </Suspense>
        </Shell>
      ) : (
        <Suspense fallback={null}>
          <AccountOnly />
        </Suspense>
      )}
    </SignedIn>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={OverviewPage} />
      <Route path="/traffic" component={TrafficPage} />
      <Route path="/ledger" component={LedgerPage} />
      <Route path="/ledger/:index">{({ index }) => <EntryPage index={index} />}</Route>
      <Route path="/first-steps" component={FirstStepsPage} />
      <Route path="/playground" component={PlaygroundPage} />
      <Route path="/reference" component={ReferencePage} />
      <Route path="/account" component={AccountPage} />
      <Route path="/settings/:section?">{({ section }) => <SettingsPage section={section} />}</Route>
      <Route component={NotFoundPage} />
    </Switch>
  );
}
