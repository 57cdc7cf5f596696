import { expect, test } from 'vitest';
import { CoreError, toProblem } from './errors.ts';

test('an error of ours becomes problem details with its status and advice', () => {
  const problem = toProblem(new CoreError('core/json-too-large', 'The document is over 10 bytes.'));
  expect(problem).toMatchObject({
    type: 'urn:ringwall:error:core/json-too-large',
    status: 413,
    detail: 'The document is over 10 bytes.',
  });
  expect(problem.advice).not.toBe('');
});

test('what anything else says stays inside', () => {
  const problem = toProblem(new Error('password=hunter2 at /etc/secret'));
  expect(problem).toMatchObject({ status: 500, code: 'core/unexpected' });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});
