import { ChevronsUpDown, Settings, UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { AccountView } from 'ringwall';
import { Link, useLocation } from 'wouter';
import { useRead } from '../api/read.ts';
import { useSession } from '../api/use-session.ts';
import { Tag } from '../ui/tag.tsx';
import { SignOut } from './sign-out.tsx';

const item =
  'flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-muted hover:bg-raised hover:text-text focus-visible:-outline-offset-2';

/** Who is signed in; behind it their account, the settings and the way out. */
export function AccountMenu() {
  const session = useSession();
  const [location] = useLocation();
  const [openAt, setOpenAt] = useState<string>();
  // Going to another page closes it.
  const open = openAt === location;
  const close = () => setOpenAt(undefined);
  const menu = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpenAt(undefined);
      button.current?.focus();
    };
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpenAt(undefined);
    };
    addEventListener('keydown', onKey);
    addEventListener('pointerdown', onPointer);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('pointerdown', onPointer);
    };
  }, [open]);

  const account = useRead<AccountView>('account', '/api/account', {
    enabled: session?.principal.kind === 'session',
  });
  const cannotReturn =
    account.data?.user.source === 'local' &&
    account.data.password === undefined &&
    account.data.passkeys.length === 0;
  const name = session?.user?.displayName ?? session?.principal.who.id ?? '';
  const roles = rolesInWords(session?.grants ?? []);
  return (
    <div ref={root} className="relative">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={menu}
        onClick={() => setOpenAt(open ? undefined : location)}
        className="flex w-full items-center gap-2 rounded-md p-1 text-left text-muted hover:bg-raised hover:text-text aria-expanded:bg-raised aria-expanded:text-text"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1 truncate text-base text-text max-md:sr-only">
          <span className="sr-only">Account: </span>
          {name}
        </span>
        <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 max-md:hidden" />
      </button>
      <div
        id={menu}
        hidden={!open}
        className="absolute z-30 w-56 rounded-lg border border-line-strong bg-surface p-1 text-base max-md:top-full max-md:right-0 max-md:mt-2 md:bottom-full md:left-0 md:mb-2"
      >
        <div className="mb-1 border-b border-line px-2 pt-1 pb-2">
          <p className="truncate font-strong text-text">{name}</p>
          <p className="truncate text-sm text-muted" title={roles}>
            {roles || 'No role'}
          </p>
        </div>
        <nav aria-label="Account" onClickCapture={close}>
          <MenuLink href="/account" icon={<UserRound size={14} aria-hidden="true" />}>
            <span className="flex-1">Account</span>
            {cannotReturn ? <Tag tone="flag">no password</Tag> : null}
          </MenuLink>
          <MenuLink href="/settings" icon={<Settings size={14} aria-hidden="true" />}>
            Settings
          </MenuLink>
        </nav>
        <SignOut />
      </div>
    </div>
  );
}

function MenuLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Link href={href} className={item}>
      {icon}
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
