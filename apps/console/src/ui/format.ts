const number = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 12,345 */
export function formatCount(value: number): string {
  return number.format(value);
}

/** 12,345 up to a hundred thousand, then 123.4K */
export function formatCompact(value: number): string {
  return value < 100_000 ? number.format(value) : compact.format(value);
}

/** A duration with its unit and about three digits: 0.42 ms, 12 ms, 1.24 s, 2.1 min. */
export function formatMs(ms: number): string {
  if (ms <= 0) return '0 ms';
  if (ms < 9.95) return `${ms.toPrecision(2)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toPrecision(3)} s`;
  return `${(ms / 60_000).toFixed(1)} min`;
}

/** How long ago, in one unit. What the clocks of two machines disagree about is not the future. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - atMs) / 1000));
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${number.format(bytes)} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** The first digits of a hash, enough to compare by eye. */
export function shortHex(hex: string): string {
  return hex.length <= 12 ? hex : `${hex.slice(0, 8)}…`;
}
