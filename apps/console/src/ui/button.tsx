import type { ReactNode } from 'react';

/** A button; `tone` accent for the one primary action of a place. */
export function Button({
  children,
  onClick,
  type = 'button',
  tone = 'plain',
  disabled = false,
  pressed,
}: {
  children: ReactNode;
  onClick?: () => void;
  type?: 'button' | 'submit';
  tone?: ButtonTone;
  disabled?: boolean;
  /** For a button that is a switch. */
  pressed?: boolean;
}) {
  return (
    <button
      type={type}
      onClick={onClick}
      disabled={disabled}
      aria-pressed={pressed}
      className={buttonDress(tone)}
    >
      {children}
    </button>
  );
}

/** How a button looks, for what is one without being this one: a link, a menu. */
export function buttonDress(tone: ButtonTone = 'plain'): string {
  return `inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2.5 whitespace-nowrap disabled:opacity-50 aria-pressed:border-accent/60 aria-pressed:bg-accent-tint ${tones[tone]}`;
}

type ButtonTone = keyof typeof tones;

const tones = {
  plain: 'border-line-strong bg-raised text-text hover:border-faint',
  accent: 'border-accent bg-accent font-strong text-on-accent hover:brightness-110',
  danger: 'border-block bg-transparent text-block hover:bg-block/10',
} as const;
