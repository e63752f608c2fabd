import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../shared/callbacks/isPublicAddress.ts';

describe('isPublicAddress', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '168.63.129.17',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2000::',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2003::1',
    '2606:4700:4700::1111',
    '3ffe:ffff::1',
    '3fff:1000::1',
  ])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '0.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '127.0.0.1',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.0',
    '172.31.255.255',
    '192.0.0.0',
    '192.0.2.255',
    '192.88.99.1',
    '192.168.255.255',
    '198.18.0.0',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.0',
    '239.255.255.255',
    '240.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '::8.8.8.8',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    '1fff:ffff::1',
    '2001::1',
    '2001:1ff:ffff::1',
    '2001:db8::1',
    '2002:808:808::1',
    '3fff::1',
    '3fff:fff:ffff::1',
    '4000::',
    'fc00::1',
    'fd00::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['::ffff:8.8.8.8', '::ffff:808:808', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:127.0.0.1', '::ffff:0:8.8.8.8'])(
    'refuses %s, though the list takes a mapped address for the one within it',
    (address) => {
      const list = new BlockList();
      list.addSubnet('0.0.0.0', 0, 'ipv4');
      expect(list.check('::ffff:8.8.8.8', 'ipv6')).toBe(true);
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  it.each(['2606:4700::1111%eth0', 'fe80::1%1', '', 'localhost', '8.8.8', '08.8.8.8', '8.8.8.8 ', '[2606::1]', '1'])(
    'refuses %j, which is no plain address',
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );
});
