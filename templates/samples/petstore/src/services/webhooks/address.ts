import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks: a webhook must not reach what is behind our door. */
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, bits, 'ipv6');
}

const isInside = (address: string): boolean =>
  inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Why this URL may not be called; `undefined` when it may. */
export const refusalOf = async (
  text: string,
  allowPrivate: boolean,
): Promise<string | undefined> => {
  if (!URL.canParse(text)) return 'this is no URL';
  const { protocol, hostname, username } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'a webhook is an http or https URL';
  if (username !== '') return 'the URL holds a user name';
  if (allowPrivate) return undefined;
  if (protocol !== 'https:') return 'in production a webhook is an https URL';
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) return 'this host is not known';
  return found.some(({ address }) => isInside(address)) ? 'this address is not public' : undefined;
};
