// Which addresses a webhook may be sent to.
import { expect, it } from 'vitest';
import { targetKind } from './target-address.ts';

it.each([
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  '2001:db8::1',
  'localhost',
  '',
])('refuses %s', (address) => {
  expect(targetKind(address, [])).toBe('refused');
});

it.each(['1.1.1.1', '93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2001:4860:4860::8888'])('takes %s', (address) => {
  expect(targetKind(address, [])).toBe('public');
});

it('takes what the settings name, as an address or a network, and nothing beside it', () => {
  const allowed = ['127.0.0.1', '10.1.0.0/16', 'fd00:1::/32'];
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.1', 'fd00:1::9']) expect(targetKind(address, allowed)).toBe('allowed');
  for (const address of ['127.0.0.2', '10.2.0.1', 'fd00:2::9', '::1']) expect(targetKind(address, allowed)).toBe('refused');
});
