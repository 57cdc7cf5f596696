import { BlockList } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNetwork, networkList } from './network-list.ts';

test.each([
  ['10.1.0.0/16', '10.1.255.255', '10.2.0.0'],
  ['10.1.0.0/16', '::ffff:10.1.2.3', '::ffff:10.2.0.0'],
  ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
  ['192.0.2.128/25', '192.0.2.200', '192.0.2.127'],
  ['0.0.0.0/0', '203.0.113.1', '2001:db8::1'],
  ['::/0', '2001:db8::1', '203.0.113.1'],
  ['::/0', 'fe80::1%eth0', '::ffff:203.0.113.1'],
  ['2001:db8::/33', '2001:DB8:7fff::1', '2001:db8:8000::1'],
  ['2001:db8::1', '2001:db8:0:0::1', '2001:db8::2'],
  ['fe80::/10', 'fe80::1%eth0', 'fec0::1'],
])('%s has %s and not %s', (network, inside, outside) => {
  const list = networkList([network]);
  expect([list?.has(inside), list?.has(outside)]).toEqual([true, false]);
});

test.each([
  '',
  '/8',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.1/8',
  '010.0.0.0/8',
  '10.0.0/8',
  '10.0.0.0 /8',
  '2001:db8::1/32',
  '2001:db8::/129',
  '::ffff:10.0.0.0/104',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  'localhost',
  "10.0.0.0/8' or 1=1",
])('%j is no network', (text) => {
  expect(isNetwork(text)).toBe(false);
  expect(networkList(['10.0.0.0/8', text])).toBeUndefined();
});

test.each(['', 'localhost', '10.0.0', '::ffff:10.0.0.256', '10.0.0.1:443'])(
  'what is no address (%j) lies in no network',
  (text) => {
    expect(networkList(['0.0.0.0/0', '::/0'])?.has(text)).toBe(false);
  },
);

test('it agrees with the block list of Node about any network and address of one family', () => {
  const asked = fc.oneof(
    fc.record({
      family: fc.constant('ipv4' as const),
      bits: fc.nat(32),
      first: fc.ipV4(),
      address: fc.ipV4(),
      flipped: fc.nat(31),
    }),
    fc.record({
      family: fc.constant('ipv6' as const),
      bits: fc.nat(128),
      first: fc.ipV6(),
      address: fc.ipV6(),
      flipped: fc.nat(127),
    }),
  );
  fc.assert(
    fc.property(asked, ({ family, bits, first, address }) => {
      const network = `${first}/${bits}`;
      fc.pre(isNetwork(network));
      const oracle = new BlockList();
      oracle.addSubnet(first, bits, family);
      for (const one of [address, first]) {
        expect(networkList([network])?.has(one)).toBe(oracle.check(one, family));
      }
    }),
    { numRuns: 500 },
  );
});
