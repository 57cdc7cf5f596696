const steps = {
  info: { bars: 0, color: 'text-severity-info' },
  low: { bars: 1, color: 'text-severity-low' },
  medium: { bars: 2, color: 'text-severity-medium' },
  high: { bars: 3, color: 'text-severity-high' },
  critical: { bars: 4, color: 'text-severity-critical' },
} as const;

/** How grave something is: a word, and as many bars as it is grave; the colour only repeats them. */
export function Severity({ of }: { of: keyof typeof steps }) {
  const { bars, color } = steps[of];
  return (
    <span className={`inline-flex shrink-0 items-center gap-1.5 text-sm ${color}`}>
      <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 3.75}
            y={8 - bar * 2.5}
            width="2.5"
            height={4 + bar * 2.5}
            rx="1"
            className={bar < bars ? 'fill-current' : 'fill-line-strong'}
          />
        ))}
      </svg>
      {of}
    </span>
  );
}
