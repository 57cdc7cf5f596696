import { AccountPage } from '../pages/account/lazy-account-page.ts';
import { Mark } from './mark.tsx';
import { SignOut } from './sign-out.tsx';

/** For whoever may do nothing but look after their account: a second factor, or a role, is missing. */
export function AccountOnly() {
  return (
    <div className="flex h-dvh flex-col">
      <header className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line bg-surface px-4">
        <Mark />
        <span className="flex-1 text-[15px] font-strong tracking-tight">Ringwall</span>
        <div>
          <SignOut />
        </div>
      </header>
      <main id="content" className="min-h-0 flex-1 overflow-y-auto">
        <AccountPage />
      </main>
    </div>
  );
}
