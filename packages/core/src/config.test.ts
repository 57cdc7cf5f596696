import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseConfig } from './config.ts';

const schema = z.strictObject({
  data: z.string().optional(),
  gateway: z.strictObject({ port: z.int().max(65_535) }).optional(),
  routes: z.array(z.strictObject({ name: z.string() })).optional(),
});

const complaint = (text: string) => {
  try {
    parseConfig(text, schema, 'ringwall.config.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

test('a value of the wrong type is reported at its own line and column', () => {
  expect(complaint('data: here\ngateway:\n  port: many\n')).toMatch(
    /^ringwall\.config\.yaml:3:9: gateway\.port: /,
  );
});

test('an unknown member is reported where it stands, and every fault in one go', () => {
  const lines = complaint('dta: here\ngateway:\n  port: 70000\nroutes:\n  - name: a\n  - nam: b\n').split(
    '\n',
  );
  expect(lines.map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining([
      'ringwall.config.yaml:1:6:',
      'ringwall.config.yaml:3:9:',
      'ringwall.config.yaml:6:10:',
    ]),
  );
});

test('broken YAML, repeated keys and aliases are refused with their place', () => {
  expect(complaint('gateway: [1\n')).toMatch(/^ringwall\.config\.yaml:\d+:\d+: /);
  expect(complaint('data: a\ndata: b\n')).toMatch(/^ringwall\.config\.yaml:2:1: /);
  expect(complaint('data: &x a\nroutes: [{name: *x}]\n')).toContain('alias');
});

test('an empty file is the defaults', () => {
  expect(parseConfig('', schema, 'x')).toEqual({});
  expect(parseConfig('# nothing yet\n', schema, 'x')).toEqual({});
});
