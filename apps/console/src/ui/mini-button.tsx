import type { ReactNode } from 'react';

/** A quiet button inside a row or beside a value. */
export function MiniButton({
  children,
  onClick,
  danger = false,
  disabled = false,
}: {
  children: ReactNode;
  onClick: () => void;
  danger?: boolean;
  disabled?: boolean;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      disabled={disabled}
      className={`relative z-1 rounded-md px-1.5 py-0.5 text-sm text-muted hover:bg-raised disabled:opacity-50 ${danger ? 'hover:text-block' : 'hover:text-text'}`}
    >
      {children}
    </button>
  );
}
