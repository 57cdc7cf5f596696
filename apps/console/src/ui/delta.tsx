/** How a number compares with the one of the window before: `+12 %`. Neither more nor less is good by itself. */
export function Delta({
  now,
  before,
  period,
}: {
  now: number;
  before: number;
  /** The length of the window in words; undefined where there is nothing to compare with. */
  period: string | undefined;
}) {
  const words = deltaWords(now, before);
  if (words === undefined || period === undefined) return null;
  return (
    <span className="text-sm whitespace-nowrap text-muted" title={`against the ${period} before`}>
      {words}
      <span className="sr-only"> against the {period} before</span>
    </span>
  );
}

/** `+12 %`, `−40 %`, `×5.2`, `new`, `same`; undefined where there is nothing to compare. */
export function deltaWords(now: number, before: number): string | undefined {
  if (before === 0) return now === 0 ? undefined : 'new';
  const ratio = now / before;
  if (ratio >= 3) return `×${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en')}`;
  const percent = Math.round((ratio - 1) * 100);
  if (percent === 0) return 'same';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}
