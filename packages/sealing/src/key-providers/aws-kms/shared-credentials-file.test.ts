import { expect, test } from 'vitest';
import { readProfile } from './shared-credentials-file.ts';

const file = `
# people write comments
[default]
aws_access_key_id=AKIADEFAULT
aws_secret_access_key = abc/def=
; and here
[ audit ]
AWS_ACCESS_KEY_ID = AKIAAUDIT
aws_session_token = t
[default]
region = eu-central-1
[empty]
`;

test('reads the settings of the profile that is asked for', () => {
  expect(Object.fromEntries(readProfile(file, 'default') ?? [])).toEqual({
    aws_access_key_id: 'AKIADEFAULT',
    aws_secret_access_key: 'abc/def=',
    region: 'eu-central-1',
  });
  expect(readProfile(file.replaceAll('\n', '\r\n'), 'audit')?.get('aws_access_key_id')).toBe('AKIAAUDIT');
  expect(readProfile(file, 'empty')?.size).toBe(0);
});

test('knows no other profile', () => {
  expect(readProfile(file, 'absent')).toBeUndefined();
  expect(readProfile('aws_access_key_id = A', 'default')).toBeUndefined();
  expect(readProfile('[default\na = b', 'default')).toBeUndefined();
});
