import { expect, test } from 'vitest';
import { afternoonZone } from './time-zone.ts';

test('whatever the hour, there is a zone in which it is five in the afternoon', () => {
  for (let hour = 0; hour < 24; hour++) {
    const nowMs = Date.UTC(2026, 10, 23, hour, 20);
    const { name, hourOf } = afternoonZone(nowMs);
    expect(hourOf(nowMs), name).toBe(17);
    const shown = new Intl.DateTimeFormat('en', { timeZone: name, hour: 'numeric', hourCycle: 'h23' });
    expect(Number(shown.format(nowMs)), name).toBe(17);
  }
});
