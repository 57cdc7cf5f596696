import type { ReactNode } from 'react';

const tones = {
  plain: 'border-line-strong text-muted',
  accent: 'border-accent/60 text-accent',
  flag: 'border-flag/60 text-flag',
  block: 'border-block/60 text-block',
} as const;

/** A word that classifies what it stands beside. */
export function Tag({ children, tone = 'plain' }: { children: ReactNode; tone?: keyof typeof tones }) {
  return (
    <span
      className={`inline-block rounded-sm border px-1.5 text-xs leading-[16px] whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
