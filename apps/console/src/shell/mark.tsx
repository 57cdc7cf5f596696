/** The Ringwall mark: a wall of stones around what it protects. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      aria-hidden="true"
      className="shrink-0 text-accent"
    >
      <g stroke="currentColor" strokeWidth="2.25">
        <circle cx="12" cy="12" r="9.4" strokeDasharray="12.2 2.56" transform="rotate(-78 12 12)" />
        <circle
          cx="12"
          cy="12"
          r="5.2"
          strokeDasharray="8.6 2.29"
          transform="rotate(-60 12 12)"
          opacity=".65"
        />
      </g>
      <circle cx="12" cy="12" r="1.6" fill="currentColor" />
    </svg>
  );
}
