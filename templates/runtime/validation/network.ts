const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOSTNAME = new RegExp(`^(?=.{1,253}\\.?$)${LABEL}(?:\\.${LABEL})*\\.?$`, 'i');
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/** `format: hostname`, RFC 1034 section 3.1. */
export const isHostname = (value: unknown): value is string =>
  typeof value === 'string' && HOSTNAME.test(value);

/** `format: ipv4`, RFC 2673 section 3.2. */
export const isIpv4 = (value: unknown): value is string =>
  typeof value === 'string' && IPV4.test(value);

/** `format: ipv6`, RFC 4291 section 2.2. */
export function isIpv6(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [head = '', tail, more] = value.split('::');
  if (more !== undefined) return false;
  if (tail === undefined) return countGroups(head, true) === 8;
  const before = head === '' ? 0 : countGroups(head, false);
  const after = tail === '' ? 0 : countGroups(tail, true);
  return before + after < 8;
}

/** The number of groups of 16 bits, `NaN` when one is none. The last two may be an IPv4 address. */
function countGroups(text: string, ipv4: boolean): number {
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  const hasIpv4 = ipv4 && isIpv4(last);
  const others = hasIpv4 ? groups.slice(0, -1) : groups;
  return others.every((group) => GROUP.test(group)) ? groups.length + (hasIpv4 ? 1 : 0) : NaN;
}
