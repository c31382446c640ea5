import { expect, it } from '@jest/globals';
import { addressBlock } from './address-block.ts';

it.each([
  ['192.0.2.1', 64, '192.0.2.1'],
  ['::ffff:192.0.2.1', 64, '192.0.2.1'],
  ['::FFFF:c000:201', 64, '192.0.2.1'],
  ['2001:db8::1', 64, '2001:db8:0:0:0:0:0:0/64'],
  ['2001:0db8:0:0:ffff::7', 64, '2001:db8:0:0:0:0:0:0/64'],
  ['2001:db8:0:1::1', 64, '2001:db8:0:1:0:0:0:0/64'],
  ['2001:db8:1:2ff::1', 56, '2001:db8:1:200:0:0:0:0/56'],
  ['2001:db8::1', 128, '2001:db8:0:0:0:0:0:1/128'],
  ['fe80::1%eth0', 64, 'fe80:0:0:0:0:0:0:0/64'],
  ['::1', 64, '0:0:0:0:0:0:0:0/64'],
  ['::', 128, '0:0:0:0:0:0:0:0/128'],
  ['unknown', 64, 'unknown'],
])('the block of %s with the prefix %i is %s', (address, prefix, block) => {
  expect(addressBlock(address, prefix)).toBe(block);
});
