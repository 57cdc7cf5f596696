const hourMs = 3_600_000;
const eveningHour = 17;

/**
 * A time zone in which it is about five in the afternoon: a working day lies behind whoever looks, whenever the pictures
 * are taken.
 */
export function afternoonZone(nowMs: number): { readonly name: string; hourOf(timeMs: number): number } {
  const utcHour = new Date(nowMs).getUTCHours();
  const east = ((eveningHour - utcHour + 11 + 24) % 24) - 11;
  // POSIX counts to the west.
  const name = east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
  return { name, hourOf: (timeMs) => new Date(timeMs + east * hourMs).getUTCHours() };
}
