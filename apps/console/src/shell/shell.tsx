import { Activity, LayoutDashboard, Link2, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useStatus } from '../api/queries.ts';
import { AlarmBanner } from './alarm-banner.tsx';
import { Mark } from './mark.tsx';
import { ServerAlarms } from './server-alarms.tsx';
import { StatusFooter } from './status-footer.tsx';

/** Pages there are. */
const pages: readonly { readonly path: string; readonly title: string; readonly icon: LucideIcon }[] = [
  { path: '/', title: 'Overview', icon: LayoutDashboard },
  { path: '/traffic', title: 'Traffic', icon: Activity },
  { path: '/ledger', title: 'Ledger', icon: Link2 },
];

/** Navigation on the left (on top where it is narrow), the page on the right, what must not be overlooked above it. */
export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const status = useStatus();
  return (
    <div className="flex h-dvh flex-col md:grid md:grid-cols-[208px_minmax(0,1fr)]">
      <a
        href="#content"
        className="absolute -top-20 left-2 z-20 rounded-md bg-accent px-3 py-1 text-on-accent focus:top-2"
      >
        Skip to content
      </a>
      <header className="flex shrink-0 items-center border-line bg-surface max-md:h-12 max-md:gap-2 max-md:border-b max-md:px-3 md:flex-col md:items-stretch md:border-r">
        <div className="flex items-center gap-2.5 md:h-14 md:px-4">
          <Mark />
          <span className="text-[15px] font-strong tracking-tight max-sm:sr-only">Ringwall</span>
          {status.data?.demo ? <DemoTag className="md:hidden" /> : null}
        </div>
        <nav aria-label="Main" className="max-md:ml-auto md:flex-1 md:px-2 md:pt-2">
          <ul className="flex md:flex-col md:gap-0.5">
            {pages.map(({ path, title, icon: Icon }) => {
              const current = path === '/' ? location === '/' : location.startsWith(path);
              return (
                <li key={path}>
                  <Link
                    href={path}
                    aria-current={current ? 'page' : undefined}
                    className="flex h-8 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-raised hover:text-text aria-[current]:bg-raised aria-[current]:font-strong aria-[current]:text-text"
                  >
                    <Icon
                      size={16}
                      aria-hidden="true"
                      className={`max-sm:hidden ${current ? 'text-accent' : ''}`}
                    />
                    {title}
                  </Link>
                </li>
              );
            })}
          </ul>
        </nav>
        {status.data?.demo ? <DemoTag className="mx-3 mb-2 self-start max-md:hidden" /> : null}
        <StatusFooter />
      </header>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <AlarmBanner />
        <ServerAlarms />
        <main id="content" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}

function DemoTag({ className }: { className: string }) {
  return (
    <span
      title="No upstream is configured: the built-in demo assistant answers."
      className={`rounded-sm border border-flag/60 px-1.5 text-[10px] leading-4 font-strong tracking-wide whitespace-nowrap text-flag uppercase ${className}`}
    >
      Demo<span className="max-lg:sr-only"> assistant</span>
    </span>
  );
}
