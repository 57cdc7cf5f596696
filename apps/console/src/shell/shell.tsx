import { Search } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { CommandsProvider } from '../commands/commands.tsx';
import { Keys } from '../commands/keys.tsx';
import { ArrivalProvider } from '../navigation.tsx';
import { AlarmBanner } from './alarm-banner.tsx';
import { DemoTag } from './demo-tag.tsx';
import { pages } from './destinations.ts';
import { Mark } from './mark.tsx';
import { ServerAlarms } from './server-alarms.tsx';
import { ShellCommands } from './shell-commands.tsx';
import { StatusFooter } from './status-footer.tsx';

const Palette = lazy(() => import('../commands/palette.tsx').then((part) => ({ default: part.Palette })));
const ShortcutHelp = lazy(() =>
  import('../commands/shortcut-help.tsx').then((part) => ({ default: part.ShortcutHelp })),
);

/**
 * What is around every page: navigation on the left, below where it is narrow; what must not be overlooked above the
 * page; and the palette over all of it.
 */
export function Shell({ children }: { children: ReactNode }) {
  const [over, setOver] = useState<'palette' | 'help'>();
  // A dialog says a moment later that it was closed: by then another may be open.
  const close = (one: typeof over) => () => setOver((now) => (now === one ? undefined : now));
  return (
    <CommandsProvider>
      <ArrivalProvider>
        <ShellCommands openPalette={() => setOver('palette')} openHelp={() => setOver('help')} />
        <Suspense fallback={null}>
          {over === 'palette' ? <Palette close={close('palette')} /> : null}
          {over === 'help' ? <ShortcutHelp close={close('help')} /> : null}
        </Suspense>
        <div className="shell h-dvh">
          <a
            href="#content"
            className="absolute -top-20 left-2 z-30 rounded-md bg-accent px-3 py-1 text-on-accent focus:top-2"
          >
            Skip to content
          </a>
          <header className="flex items-center gap-2.5 bg-surface px-4 [grid-area:brand] max-md:border-b max-md:border-line md:h-14 md:border-r md:border-line">
            <Mark />
            <span className="text-[15px] font-strong tracking-tight">Ringwall</span>
            <DemoTag />
          </header>
          <Navigation openPalette={() => setOver('palette')} />
          <StatusFooter openPalette={() => setOver('palette')} openHelp={() => setOver('help')} />
          <div className="flex min-h-0 min-w-0 flex-col [grid-area:main]">
            <AlarmBanner />
            <ServerAlarms />
            <main id="content" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto outline-none">
              {children}
            </main>
          </div>
        </div>
      </ArrivalProvider>
    </CommandsProvider>
  );
}

function Navigation({ openPalette }: { openPalette: () => void }) {
  const [location] = useLocation();
  return (
    <div className="min-h-0 bg-surface [grid-area:nav] max-md:border-t max-md:border-line md:overflow-y-auto md:border-r md:border-line md:px-2">
      <button
        type="button"
        onClick={openPalette}
        className="mt-1 mb-3 flex h-8 w-full items-center gap-2.5 rounded-md border border-line-strong bg-bg px-2 text-muted hover:border-faint hover:text-text max-md:hidden"
      >
        <Search size={14} aria-hidden="true" />
        <span className="flex-1 text-left">Search</span>
        <Keys of="mod+k" />
      </button>
      <nav aria-label="Main">
        <ul className="flex max-md:justify-around md:flex-col md:gap-0.5">
          {pages.map(({ path, title, icon: Icon }) => {
            const current = path === '/' ? location === '/' : location.startsWith(path);
            return (
              <li key={path} className="max-md:flex-1">
                <Link
                  href={path}
                  aria-current={current ? 'page' : undefined}
                  className="flex items-center gap-2.5 rounded-md px-2 text-muted hover:bg-raised hover:text-text focus-visible:-outline-offset-2 aria-[current]:text-text max-md:h-14 max-md:flex-col max-md:justify-center max-md:gap-0.5 max-md:text-xs md:h-8 md:aria-[current]:bg-raised md:aria-[current]:font-strong"
                >
                  <Icon aria-hidden="true" className={`size-5 md:size-4 ${current ? 'text-accent' : ''}`} />
                  {title}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
    </div>
  );
}
