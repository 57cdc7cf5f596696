import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

test('a secret shows itself only when asked by name', () => {
  const secret = new Secret('hunter2');
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 5, showHidden: true }),
    Object.entries(secret).join(),
    // biome-ignore lint/style/useTemplate: concatenation takes another path than a template
    'key ' + secret,
  ];
  expect(shown.join('\n')).not.toContain('hunter2');
  expect(shown[0]).toBe('[secret]');
  expect(secret.reveal()).toBe('hunter2');
});
