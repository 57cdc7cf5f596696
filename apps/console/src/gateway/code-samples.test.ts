import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeSamples, curl } from './code-samples.ts';
import { bodyOf, type Question } from './gateway-request.ts';

const question = (change: Partial<Question> = {}): Question => ({
  ...{ protocol: 'openai', model: 'm', system: 'Be kind.', user: 'Hi', stream: false },
  ...change,
});
const gateway = 'http://127.0.0.1:7071';

describe('the code of a request', () => {
  test.each(['openai', 'anthropic'] as const)('for %s names its path, its model and no key', (protocol) => {
    for (const stream of [false, true]) {
      const samples = codeSamples(question({ protocol, stream }), gateway);
      expect(samples.map(({ id }) => id)).toEqual(['curl', 'python', 'javascript']);
      for (const { text } of samples) {
        expect(text).toContain(gateway);
        expect(text).toContain('"m"');
        expect(text).toContain('RINGWALL_KEY');
      }
    }
  });

  test('is no other in a shell than what the browser sends, whatever is asked', async () => {
    // What means something to a shell or in JSON, and what takes several bytes.
    const text = fc.string({ unit: fc.constantFrom(...`'"\\$\`!%;&|<>(){}*?#~ \n\ta`, 'é', '🙂') });
    await fc.assert(
      fc.asyncProperty(text, text, fc.boolean(), async (system, user, stream) => {
        const asked = question({ system, user, stream });
        const command = curl(asked, gateway).replace(/^curl/, 'printf "%s\\0"');
        const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], {
          env: { RINGWALL_KEY: 'rw_x' },
        });
        const args = stdout.split('\0');
        expect(args[args.indexOf('-d') + 1]).toBe(JSON.stringify(bodyOf(asked)));
        expect(args).toContain('authorization: Bearer rw_x');
      }),
      { numRuns: 25 },
    );
  });
});
