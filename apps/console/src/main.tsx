import { QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createClient } from './api/client.ts';
import { asApiError } from './api/problem.ts';
import { queryKeys } from './api/queries.ts';
import { type SignIn, takeLoginToken, takeProviderAnswer } from './api/session.ts';
import { App } from './app.tsx';
import { createPreferences } from './preferences/preferences.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What is unreachable is asked again until it answers; a refusal will not change by asking again.
      retry: (failures, error) => failures < 2 && asApiError(error).status >= 500,
      refetchInterval: (query) => (query.state.error ? 3_000 : false),
    },
  },
});

const client = createClient({
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => {
    queries.setQueryData<SignIn>(queryKeys.session, (known) =>
      known?.state === 'signed-in' ? { state: 'signed-out', reason: 'ended' } : known,
    );
  },
});

const loginToken = takeLoginToken(location, history);
const providerAnswer = takeProviderAnswer(location, history);
// A link opened over a console that is already there changes the fragment only.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#login=')) location.reload();
});

const preferences = createPreferences({
  storage: localStorage,
  root: document.documentElement,
  onOtherTab: (changed) => addEventListener('storage', changed),
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <App
      client={client}
      queries={queries}
      preferences={preferences}
      loginToken={loginToken}
      providerAnswer={providerAnswer}
    />,
  );
}
