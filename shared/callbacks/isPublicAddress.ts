import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';
type Range = [network: string, prefix: number, source: string];

/** What may be reached, and what of it may not; the registries are those of IANA. */
const RANGES: Record<Family, { within: Range[]; except: Range[] }> = {
  ipv4: {
    within: [['0.0.0.0', 0, 'RFC 791']],
    except: [
      ['0.0.0.0', 8, 'RFC 791: this network'],
      ['10.0.0.0', 8, 'RFC 1918: private use'],
      ['100.64.0.0', 10, 'RFC 6598: shared address space'],
      ['127.0.0.0', 8, 'RFC 1122: loopback'],
      ['168.63.129.16', 32, 'Azure: the platform’s own address'],
      ['169.254.0.0', 16, 'RFC 3927: link local'],
      ['172.16.0.0', 12, 'RFC 1918: private use'],
      ['192.0.0.0', 24, 'RFC 6890: protocol assignments'],
      ['192.0.2.0', 24, 'RFC 5737: documentation'],
      ['192.88.99.0', 24, 'RFC 7526: 6to4 relays'],
      ['192.168.0.0', 16, 'RFC 1918: private use'],
      ['198.18.0.0', 15, 'RFC 2544: benchmarks'],
      ['198.51.100.0', 24, 'RFC 5737: documentation'],
      ['203.0.113.0', 24, 'RFC 5737: documentation'],
      ['224.0.0.0', 4, 'RFC 5771: multicast'],
      ['240.0.0.0', 4, 'RFC 1112: reserved, and RFC 919: broadcast'],
    ],
  },
  ipv6: {
    within: [['2000::', 3, 'RFC 4291: global unicast']],
    except: [
      ['2001::', 23, 'RFC 2928: protocol assignments, Teredo among them'],
      ['2001:db8::', 32, 'RFC 3849: documentation'],
      ['2002::', 16, 'RFC 3056: 6to4'],
      ['3fff::', 20, 'RFC 9637: documentation'],
    ],
  },
};

function listOf(ranges: Range[], family: Family): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

/** Lists of one family only: a list of both would take an IPv4 address for the IPv6 address it is mapped to. */
function reachable(family: Family): (address: string) => boolean {
  const within = listOf(RANGES[family].within, family);
  const except = listOf(RANGES[family].except, family);
  return (address) => within.check(address, family) && !except.check(address, family);
}

const isReachable = { ipv4: reachable('ipv4'), ipv6: reachable('ipv6') };

/** An interface id that carries an IPv4 address, as a URL writes it. https://www.rfc-editor.org/rfc/rfc5214#section-6.1 */
const ISATAP = /:(?:(?:0|200):)?5efe:[0-9a-f]+:[0-9a-f]+\]$/;

/**
 * Whether an address is one of the public internet; what carries an IPv4 address within IPv6 never is.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
export function isPublicAddress(address: string): boolean {
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || (version === 6 && ISATAP.test(new URL(`http://[${address}]`).hostname))) return false;
  return isReachable[version === 4 ? 'ipv4' : 'ipv6'](address);
}

/** What belongs to the machine’s own link and platform, and to nobody who takes alerts. */
const PLATFORM: Record<'ipv4' | 'ipv6', Range[]> = {
  ipv4: [
    ['0.0.0.0', 8, 'RFC 791: this network'],
    ['168.63.129.16', 32, 'Azure: the platform’s own address'],
    ['169.254.0.0', 16, 'RFC 3927: link local, metadata services among them'],
  ],
  ipv6: [
    ['::ffff:0:0', 96, 'RFC 4291: IPv4-mapped'],
    ['64:ff9b::', 96, 'RFC 6052: NAT64'],
    ['fd00:ec2::254', 128, 'Amazon: metadata service'],
    ['fe80::', 10, 'RFC 4291: link local'],
  ],
};

const [PLATFORM_IPV4, PLATFORM_IPV6] = [listOf(PLATFORM.ipv4, 'ipv4'), listOf(PLATFORM.ipv6, 'ipv6')];

/** Whether an address is one of the platform’s or of the local link, where not even a name that is allowed may lead. */
export function isPlatformAddress(address: string): boolean {
  if (isIP(address) === 4) return PLATFORM_IPV4.check(address, 'ipv4');
  return address.includes('%') || PLATFORM_IPV6.check(address, 'ipv6');
}
