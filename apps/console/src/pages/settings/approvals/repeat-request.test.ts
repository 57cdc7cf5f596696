import { expect, test } from 'vitest';
import { repeatedRequest } from './repeat-request.ts';

const approval = {
  method: 'POST',
  path: '/api/grants',
  request: '{"body":{"role":"admin","to":"usr_1"},"query":{}}',
};

test('a request is repeated as it was', () => {
  expect(repeatedRequest(approval)).toEqual({
    ...{ method: 'POST', path: '/api/grants' },
    body: { role: 'admin', to: 'usr_1' },
  });
  const without = { method: 'DELETE', path: '/api/keys/key_1', request: '{"body":null,"query":null}' };
  expect(repeatedRequest(without)).toEqual({ method: 'DELETE', path: '/api/keys/key_1', body: undefined });
});

test.each([
  ['that named a person', { request: '{"body":{"name":"[person]"},"query":{}}' }],
  ['with a query', { request: '{"body":{},"query":{"dry":"1"}}' }],
  ['that is no JSON', { request: 'oops' }],
  ['to elsewhere', { path: '//example.com/api/' }],
  ['of another method', { method: 'PUT' }],
])('a request %s is left to who has sent it', (_, part) => {
  expect(repeatedRequest({ ...approval, ...part })).toBeUndefined();
});
