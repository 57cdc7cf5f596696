import { lazy } from 'react';

/** The account page, loaded when it is opened. */
export const AccountPage = lazy(() =>
  import('./account-page.tsx').then((page) => ({ default: page.AccountPage })),
);
