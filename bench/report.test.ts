import { describe, expect, test } from 'vitest';
import { atLeast, atMost } from './measure.ts';
import { benchReport, missedGoal, renderReport } from './report.ts';

const machine = { cpu: 'a processor', cores: 2, memoryGiB: 8, platform: 'linux-x64', node: 'v26.10.0' };

describe('a bench report', () => {
  test('puts every figure beside its goal and says whether it was met', () => {
    const report = benchReport(
      'start',
      [
        { name: 'boot', value: 0.4, unit: 's', goal: atMost(2) },
        { name: 'rate', value: 10, unit: '1/s', goal: atLeast(11), peer: { name: 'bare proxy', value: 12 } },
        { name: 'install', value: 7, unit: 's' },
      ],
      machine,
    );
    expect(report).toEqual({
      bench: 'start',
      figures: [
        { name: 'boot', value: 0.4, unit: 's', goal: '<= 2', met: true },
        {
          name: 'rate',
          value: 10,
          unit: '1/s',
          goal: '>= 11',
          met: false,
          peer: { name: 'bare proxy', value: 12 },
        },
        { name: 'install', value: 7, unit: 's', goal: null, met: null },
      ],
      machine,
    });
    expect(missedGoal(report)).toBe(true);
  });

  test('a goal is met at its limit, and a figure that is not a number meets none', () => {
    const met = (value: number) =>
      !missedGoal(benchReport('x', [{ name: 'x', value, unit: 's', goal: atMost(2) }], machine));
    expect(met(2)).toBe(true);
    expect(met(Number.NaN)).toBe(false);
  });

  test('a figure without a goal fails nothing', () => {
    expect(missedGoal(benchReport('x', [{ name: 'x', value: 9, unit: 's' }], machine))).toBe(false);
  });

  test('the table names a missed goal, the peer and the machine', () => {
    const report = benchReport(
      'proxy',
      [
        {
          name: 'added',
          value: 1234.5,
          unit: 'us',
          goal: atMost(150),
          peer: { name: 'floor', value: 0.123456 },
        },
      ],
      machine,
    );
    expect(renderReport(report, 'what the wall costs')).toBe(
      [
        'proxy: what the wall costs',
        '  added  1235 us  goal <= 150 us  MISSED  floor: 0.123 us',
        '  on a processor, 2 cores, 8 GiB, linux-x64, Node v26.10.0',
        '',
      ].join('\n'),
    );
  });
});
