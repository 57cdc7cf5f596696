import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressPolicy } from './address-policy.ts';

const plain = addressPolicy([]);
const allows = (address: string, policy = plain) => policy.allows(address, { local: false });

describe('an address', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::64',
  ])('%s of the internet may be spoken to', (address) => expect(allows(address)).toBe(true));

  test.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.0.9', '169.254.169.254', '169.254.170.2'],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
    ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1'],
    ...['fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1'],
    ...['', 'localhost', '8.8.8', '08.8.8.8', '0x8.8.8.8', '134744072'],
  ])('%s is not spoken to', (address) => expect(allows(address)).toBe(false));

  test('is judged by its number, however it is spelled', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((value) => value.toString(16).padStart(4, '0')).join(':');
        const short = new URL(`http://[${long}]`).hostname.slice(1, -1);
        expect(allows(long)).toBe(allows(short));
        expect(allows(long.toUpperCase())).toBe(allows(short));
      }),
    );
  });

  test('that is configured may be spoken to, and its neighbour not', () => {
    const policy = addressPolicy(['10.1.2.3', 'fd00:1::/32', 'llm.internal']);
    expect(allows('10.1.2.3', policy)).toBe(true);
    expect(allows('10.1.2.4', policy)).toBe(false);
    expect(allows('fd00:1:ffff::1', policy)).toBe(true);
    expect(allows('fd00:2::1', policy)).toBe(false);
    expect(policy.allowsHost('LLM.internal')).toBe(true);
    expect(policy.allowsHost('x.llm.internal')).toBe(false);
  });

  test('of this machine is one only where that was asked for, and nothing else is then', () => {
    expect(plain.allows('127.0.0.1', { local: true })).toBe(true);
    expect(plain.allows('::1', { local: true })).toBe(true);
    expect(plain.allows('8.8.8.8', { local: true })).toBe(false);
  });
});
