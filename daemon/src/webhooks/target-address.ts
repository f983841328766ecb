// The address that a webhook would be sent to -> whether it may be: public ones, and those that the settings allow.
import { BlockList, isIP } from 'node:net';

/** `public`: of the internet. `allowed`: any other that the settings name. */
export type TargetKind = 'allowed' | 'public' | 'refused';

/**
 * IPv4 that is not of the internet (IANA's registry of special purpose addresses, https://www.iana.org/assignments/iana-ipv4-special-registry):
 * this host, private, shared (where a cloud has its metadata, too), loopback, link-local (metadata), documentation, tests, multicast, reserved.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Azure's host, which answers to its guests alone (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
  '168.63.129.16/32',
];

/** Of IPv6 only this is given out for the internet. */
const GLOBAL_IPV6 = '2000::/3';

/** Within it: protocols (Teredo among them), documentation, 6to4. They lead to IPv4 addresses or nowhere. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, length === undefined ? (kind === 'ipv6' ? 128 : 32) : Number(length), kind);
  }
  return list;
}

const special = listOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const globalIpv6 = listOf([GLOBAL_IPV6]);

/** `::ffff:10.0.0.1` is 10.0.0.1 to the operating system. */
function unmapped(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address;
}

/** `allowed`: addresses and networks, as the setting has them. */
export function targetKind(given: string, allowed: readonly string[]): TargetKind {
  // A scope (`fe80::1%eth0`) names an interface of this machine.
  const address = unmapped(given.replace(/%.*$/, ''));
  const version = isIP(address);
  if (version === 0) return 'refused';
  const kind = version === 6 ? 'ipv6' : 'ipv4';
  if (listOf(allowed).check(address, kind)) return 'allowed';
  if (special.check(address, kind)) return 'refused';
  return version === 4 || globalIpv6.check(address, kind) ? 'public' : 'refused';
}
