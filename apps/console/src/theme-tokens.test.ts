import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Rgb = readonly [number, number, number];
type Theme = Readonly<Record<string, Rgb>>;

const css = readFileSync(join(import.meta.dirname, 'app.css'), 'utf8');

function themes(): { readonly light: Theme; readonly dark: Theme } {
  const light: Record<string, Rgb> = {};
  const dark: Record<string, Rgb> = {};
  for (const [, name = '', first = '', second = ''] of css.matchAll(
    /--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g,
  )) {
    light[name] = rgbOf(first);
    dark[name] = rgbOf(second);
  }
  return { light, dark };
}

function rgbOf(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** WCAG 2.2, relative luminance. */
function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** What an eye that lacks one kind of cone sees (Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB). */
const deficiencies: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(color: Rgb, by: readonly [Rgb, Rgb, Rgb]): Rgb {
  const [r, g, b] = [linear(color[0]), linear(color[1]), linear(color[2])];
  const row = ([x, y, z]: Rgb) => Math.min(1, Math.max(0, x * r + y * g + z * b));
  return [row(by[0]), row(by[1]), row(by[2])];
}

/** Linear RGB as OKLab (Ottosson 2020), in which equal distances look about equally far apart. */
function okLab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [okLab(a), okLab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

const grounds = ['bg', 'surface', 'raised'] as const;
const words = ['text', 'muted', 'faint', 'accent', 'allow-text', 'flag', 'redact', 'approval', 'block'];
const notices = ['accent', 'flag', 'approval', 'block'];
const severities = ['info', 'low', 'medium', 'high', 'critical'].map((step) => `severity-${step}`);

const black: Rgb = [0, 0, 0];

describe.each(Object.entries(themes()))('the %s theme', (_, theme) => {
  const of = (name: string): Rgb => theme[name] ?? black;

  test.each([...words, ...severities])('%s can be read on every ground', (name) => {
    expect(theme).toHaveProperty(name);
    for (const ground of grounds) expect(contrast(of(name), of(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  test.each(notices)('what is noticed in %s can be read on its own ground', (name) => {
    for (const word of ['text', 'muted', name])
      expect(contrast(of(word), of(`${name}-tint`)), word).toBeGreaterThanOrEqual(4.5);
  });

  test('what stands on the accent can be read', () => {
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  test('the border of a field and what failed stand out from every ground', () => {
    for (const ground of grounds) {
      expect(contrast(of('line-field'), of(ground))).toBeGreaterThanOrEqual(3);
      expect(contrast(of('failed'), of(ground))).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(Object.entries(deficiencies))('%s leaves the steps of severity apart', (_name, matrix) => {
    for (const [i, one] of severities.entries())
      for (const other of severities.slice(i + 1))
        expect(distance(seen(of(one), matrix), seen(of(other), matrix)), `${one}, ${other}`).toBeGreaterThan(
          0.04,
        );
  });
});
