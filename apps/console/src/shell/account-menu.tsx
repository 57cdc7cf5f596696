import {
  BookOpen,
  ChevronsUpDown,
  FlaskConical,
  Footprints,
  Keyboard,
  type LucideIcon,
  Monitor,
  Moon,
  Settings,
  Sun,
  UserRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRead } from '../api/read.ts';
import { useSession } from '../api/use-session.ts';
import { Keys } from '../commands/keys.tsx';
import { themeChoices } from '../preferences/preferences.ts';
import { usePreferences } from '../preferences/preferences-provider.tsx';
import { PopoverPanel, usePopover } from '../ui/popover.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Tag } from '../ui/tag.tsx';
import { menuItem, SignOut } from './sign-out.tsx';
import { ZoneSelect } from './zone-select.tsx';

const themeLooks = {
  system: { word: 'As the system', icon: Monitor },
  dark: { word: 'Dark', icon: Moon },
  light: { word: 'Light', icon: Sun },
} as const;

/** Who is signed in; behind it their account, the settings, how things look, and the way out. */
export function AccountMenu({ openHelp }: { openHelp: () => void }) {
  const session = useSession();
  const popover = usePopover();
  const { open, anchor, show, hide } = popover;
  const account = useRead('account', '/api/account', {
    enabled: session?.principal.kind === 'session',
  });
  const cannotReturn =
    account.data?.user.source === 'local' &&
    account.data.password === undefined &&
    account.data.passkeys.length === 0;
  const name = session?.user?.displayName ?? session?.principal.who.id ?? '';
  const roles = rolesInWords(session?.grants ?? []);
  const leave = () => hide('stays');
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-expanded={open}
        onClick={() => (open ? hide() : show())}
        className="flex items-center gap-2 rounded-md p-1 text-left text-muted hover:bg-raised hover:text-text aria-expanded:bg-raised aria-expanded:text-text"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1 truncate text-base text-text max-md:sr-only">
          <span className="sr-only">Account: </span>
          {name}
        </span>
        <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 max-md:hidden" />
      </button>
      {open ? (
        <PopoverPanel of={popover} align="end" role="dialog" aria-label="Account" className="w-64">
          <div className="px-2 pt-1.5 pb-2">
            <p className="truncate font-strong">{name}</p>
            <p className="truncate text-sm text-muted" title={roles}>
              {roles || 'No role'}
            </p>
          </div>
          <nav aria-label="Account" onClickCapture={leave} className="border-t border-line py-1">
            <MenuLink href="/account" icon={UserRound}>
              <span className="flex-1">Account</span>
              {cannotReturn ? <Tag tone="flag">no password</Tag> : null}
            </MenuLink>
            <MenuLink href="/settings" icon={Settings}>
              Settings
            </MenuLink>
            <MenuLink href="/playground" icon={FlaskConical}>
              Playground
            </MenuLink>
            <MenuLink href="/first-steps" icon={Footprints}>
              First steps
            </MenuLink>
            <MenuLink href="/reference" icon={BookOpen}>
              API reference
            </MenuLink>
          </nav>
          <Look />
          <div className="border-t border-line pt-1">
            <button
              type="button"
              onClick={() => {
                hide();
                openHelp();
              }}
              className={menuItem}
            >
              <Keyboard size={14} aria-hidden="true" />
              <span className="flex-1 text-left">Keyboard shortcuts</span>
              <Keys of="?" />
            </button>
            <SignOut />
          </div>
        </PopoverPanel>
      ) : null}
    </>
  );
}

function Look() {
  const [{ theme, zone }, prefer] = usePreferences();
  return (
    <div className="flex flex-col gap-1.5 border-t border-line px-2 py-2">
      <div className="flex items-center justify-between">
        <span aria-hidden="true" className="text-muted">
          Theme
        </span>
        <Segmented
          label="Theme"
          value={theme}
          segments={themeChoices.map((value) => {
            const { word, icon: Icon } = themeLooks[value];
            return { value, word, icon: <Icon size={14} aria-hidden="true" /> };
          })}
          onChange={(next) => prefer({ theme: next })}
          shows="icon"
        />
      </div>
      <ZoneSelect zone={zone} onChange={(next) => prefer({ zone: next })} />
    </div>
  );
}

function MenuLink({ href, icon: Icon, children }: { href: string; icon: LucideIcon; children: ReactNode }) {
  return (
    <Link href={href} className={menuItem}>
      <Icon size={14} aria-hidden="true" />
      {children}
    </Link>
  );
}

/** The first letters of a name; not a picture from anywhere. */
function Avatar({ name }: { name: string }) {
  const initials = name
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return (
    <span
      aria-hidden="true"
      className="grid size-6 shrink-0 place-items-center rounded-full border border-line-strong bg-raised text-[10px] font-strong text-text"
    >
      {initials}
    </span>
  );
}

function rolesInWords(roles: readonly { readonly role: string; readonly project: string }[]): string {
  return roles.map(({ role, project }) => (project === '*' ? role : `${role} in ${project}`)).join(', ');
}
