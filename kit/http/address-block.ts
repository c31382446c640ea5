import { isIPv6 } from 'node:net';

const groupCount = 8;
const bitsPerGroup = 16;

/** Parses a part of a compressed IPv6 address into its 16-bit groups. */
const parseGroups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

/** Returns the eight 16-bit groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  // `URL` writes every IPv6 address in the one form of RFC 5952, without dotted decimals.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = canonical.split('::');
  const [first, last] = [parseGroups(head), parseGroups(tail)];
  return [...first, ...Array<number>(groupCount - first.length - last.length).fill(0), ...last];
}

/** Returns the IPv4 address in an IPv4-mapped one (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2); undefined for others. */
function mappedAddress(groups: readonly number[]): string | undefined {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  const octets = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  return isMapped ? octets.join('.') : undefined;
}

/** Keeps the first `bits` of a group. */
const maskGroup = (group: number, bits: number): number => group & (0xffff << (bitsPerGroup - bits)) & 0xffff;

/**
 * Returns what counts as the address of one client: an IPv4 address, or the prefix of an IPv6 address. A host has
 * usually all addresses of a /64 (RFC 4291 §2.5.4), so a count for each of them would not limit it. Text that is no
 * address is returned unchanged.
 *
 * @example addressBlock('2001:db8::1', 64) // '2001:db8:0:0:0:0:0:0/64'
 */
export function addressBlock(address: string, ipv6Prefix: number): string {
  const [withoutZone = ''] = address.split('%');
  if (!isIPv6(withoutZone)) return address;
  const groups = groupsOf(withoutZone);
  const masked = groups.map((group, index) =>
    maskGroup(group, Math.min(bitsPerGroup, Math.max(0, ipv6Prefix - index * bitsPerGroup))),
  );
  return mappedAddress(groups) ?? `${masked.map((group) => group.toString(16)).join(':')}/${ipv6Prefix}`;
}
