import { expect, test } from 'vitest';
import { serviceAddress } from './service-address.ts';

test.each([
  ['https://vault.example', 'https://vault.example'],
  ['https://vault.example:8200/', 'https://vault.example:8200'],
  ['https://vault.example/below/', 'https://vault.example/below'],
  ['http://127.0.0.1:8200', 'http://127.0.0.1:8200'],
  ['http://[::1]:8200', 'http://[::1]:8200'],
  ['http://localhost', 'http://localhost'],
])('%s is an address', (text, address) => {
  expect(serviceAddress.parse(text)).toBe(address);
});

test.each([
  'http://vault.example',
  'http://127.0.0.1.example',
  'http://169.254.169.254',
  'https://user:secret@vault.example',
  'https://secret@vault.example',
  'https://vault.example?secret',
  'https://vault.example#secret',
  'ftp://vault.example',
  'vault.example',
  '',
])('%s is none, and the complaint does not repeat it', (text) => {
  const { error } = serviceAddress.safeParse(text);
  expect(error?.issues).toHaveLength(1);
  expect(JSON.stringify(error?.issues)).not.toContain('secret');
});
