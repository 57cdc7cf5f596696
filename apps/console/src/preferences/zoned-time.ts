/** `local`: the zone of this machine; `utc`; or a zone by its IANA name. */
export type ZoneChoice = 'local' | 'utc' | (string & {});

/** Times as they are written in one time zone. */
export interface ZonedTimes {
  /** The zone's name, e.g. `Europe/Berlin`. */
  readonly zone: string;
  /** 2026-01-31 23:59:58.123 +01:00: the time to the millisecond, and how it differs from UTC. */
  absolute(date: Date): string;
  /** 2026-01-31 23:59 */
  minute(date: Date): string;
  /** 23:59:58 */
  second(date: Date): string;
  /** Sat 31 Jan */
  day(date: Date): string;
  /** 2026-01-31T23:59, as a field for a time takes and gives it. */
  field(date: Date): string;
  /** The moment that such a field names; undefined for what names none. Of an hour that comes twice, the first. */
  read(field: string): Date | undefined;
  /** 23:59 for a chart of hours, Sat 31 for one of days. */
  clock(date: Date, span: 'hours' | 'days'): string;
}

const dayMs = 86_400_000;

/** `+05:30` in milliseconds. */
function offsetMs(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Whether the browser knows a zone of this name. */
export function isZone(zone: ZoneChoice): boolean {
  if (zone === 'local' || zone === 'utc') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** How times are written under a choice; a zone that is none is read as this machine's. */
export function zonedTimes(choice: ZoneChoice): ZonedTimes {
  const named = choice === 'local' || !isZone(choice) ? undefined : choice === 'utc' ? 'UTC' : choice;
  const zone = { ...(named !== undefined && { timeZone: named }) };
  const exact = new Intl.DateTimeFormat('en-GB', {
    ...{ ...zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
    timeZoneName: 'longOffset',
  });
  const day = new Intl.DateTimeFormat('en-GB', { ...zone, weekday: 'short', day: 'numeric', month: 'short' });
  const weekday = new Intl.DateTimeFormat('en-GB', { ...zone, weekday: 'short', day: 'numeric' });
  const parts = (date: Date) => {
    const found = new Map(exact.formatToParts(date).map(({ type, value }) => [type, value]));
    const of = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
    return {
      day: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`,
      minute: `${of('hour')}:${of('minute')}`,
      ...{ second: of('second'), ms: of('fractionalSecond') },
      // `GMT` alone is UTC itself.
      offset: of('timeZoneName').slice(3) || '+00:00',
    };
  };
  const field = (date: Date) => {
    const at = parts(date);
    return `${at.day}T${at.minute}`;
  };
  return {
    field,
    zone: exact.resolvedOptions().timeZone,
    absolute(date) {
      const at = parts(date);
      return `${at.day} ${at.minute}:${at.second}.${at.ms} ${at.offset}`;
    },
    minute(date) {
      const at = parts(date);
      return `${at.day} ${at.minute}`;
    },
    second(date) {
      const at = parts(date);
      return `${at.minute}:${at.second}`;
    },
    day: (date) => day.format(date),
    read(text) {
      const atUtc = Date.parse(`${text}Z`);
      if (Number.isNaN(atUtc)) return undefined;
      // What the zone differs by a day before and after: where the clock is changed, both are tried.
      const candidates = [-dayMs, dayMs].map((by) => atUtc - offsetMs(parts(new Date(atUtc + by)).offset));
      const fits = candidates.find((at) => field(new Date(at)) === text.slice(0, 16));
      return new Date(fits ?? Math.max(...candidates));
    },
    clock: (date, span) => (span === 'hours' ? parts(date).minute : weekday.format(date)),
  };
}
