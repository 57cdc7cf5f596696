import { expect, test } from 'vitest';
import { tileAlarms } from './tile-alarms.ts';

test('tiles that cannot be written are an alarm for as long as that lasts', () => {
  const tiles = { durable: 256, written: 512, failure: undefined };
  expect(tileAlarms({ size: 600, tiles })()).toEqual([]);
  const failing = tileAlarms({ size: 600, tiles: { ...tiles, failure: new Error('full') } });
  expect(failing()).toMatchObject([
    { id: 'tiles-failing', detail: '344 entries are in its write-ahead log alone.' },
  ]);
});
