import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone, zonedTimes } from './zoned-time.ts';

const winter = new Date('2026-01-31T22:59:58.123Z');

describe('times in a zone', () => {
  test('are exact to the millisecond and say how they differ from UTC', () => {
    expect(zonedTimes('utc').absolute(winter)).toBe('2026-01-31 22:59:58.123 +00:00');
    expect(zonedTimes('Europe/Berlin').absolute(winter)).toBe('2026-01-31 23:59:58.123 +01:00');
    expect(zonedTimes('Asia/Kolkata').absolute(winter)).toBe('2026-02-01 04:29:58.123 +05:30');
    expect(zonedTimes('America/New_York').absolute(new Date('2026-07-01T03:00:00Z'))).toBe(
      '2026-06-30 23:00:00.000 -04:00',
    );
  });

  test('begin the day with hour 00', () => {
    expect(zonedTimes('utc').minute(new Date('2026-01-31T00:05:00Z'))).toBe('2026-01-31 00:05');
  });

  test('are short where a chart has little room', () => {
    const berlin = zonedTimes('Europe/Berlin');
    expect(berlin.clock(winter, 'hours')).toBe('23:59');
    expect(berlin.clock(winter, 'days')).toBe('Sat 31');
    expect(berlin.second(winter)).toBe('23:59:58');
    expect(berlin.day(winter)).toBe('Sat 31 Jan');
  });

  test('name the same moment in every zone', () => {
    const zones = ['utc', 'local', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Chatham', 'America/St_Johns'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const [day, time, offset] = zonedTimes(zone).absolute(date).split(' ');
          expect(new Date(`${day}T${time}${offset}`).getTime()).toBe(date.getTime());
        },
      ),
    );
  });

  test('are read back from a field as they were written into it', () => {
    const zones = [
      'utc',
      'local',
      'Europe/Berlin',
      'Asia/Kolkata',
      'America/St_Johns',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const times = zonedTimes(zone);
          const field = times.field(date);
          const again = times.read(field);
          expect(again && times.field(again)).toBe(field);
        },
      ),
    );
  });

  test('that come twice are the first, that never come the next, and that are none nothing', () => {
    const berlin = zonedTimes('Europe/Berlin');
    expect(berlin.read('2026-10-25T02:30')?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(berlin.read('2026-03-29T02:30')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(berlin.read('soon')).toBeUndefined();
  });

  test('of a zone that is none are those of this machine', () => {
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(zonedTimes('Mars/Olympus').zone).toBe(zonedTimes('local').zone);
  });
});
