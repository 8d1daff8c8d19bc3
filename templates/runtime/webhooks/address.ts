import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** Addresses of this machine, of private networks, and of nobody. */
const inside = new BlockList();
for (const subnet of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]) {
  const [network = '', bits] = subnet.split('/');
  inside.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
}

const notPublic = 'this address is not public';

const isInside = (address: string): boolean =>
  inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

export interface AddressRules {
  /** Also `http`, and addresses of this machine and of private networks: to develop. Default false. */
  readonly allowPrivate?: boolean;
  /** In place of `lookup` of `node:dns`. */
  readonly lookup?: (
    hostname: string,
    options: LookupOptions & { readonly all: true },
    callback: (error: Error | null, addresses?: LookupAddress[]) => void,
  ) => void;
}

/** What the text of a URL says against calling it. */
export const faultOf = (
  text: string,
  { allowPrivate = false }: AddressRules,
): string | undefined => {
  if (!URL.canParse(text)) return 'this is no URL';
  const { protocol, username } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'a webhook is an http or https URL';
  if (username !== '') return 'the URL holds a user name';
  if (allowPrivate) return undefined;
  if (protocol !== 'https:') return 'in production a webhook is an https URL';
  const host = hostOf(text);
  return isIP(host) !== 0 && isInside(host) ? notPublic : undefined;
};

const hostOf = (text: string): string => new URL(text).hostname.replace(/^\[|\]$/g, '');

/** Why this URL may not be called; `undefined` when it may. For the moment in which it is registered. */
export const refusalOf = async (
  text: string,
  rules: AddressRules = {},
): Promise<string | undefined> => {
  const fault = faultOf(text, rules);
  if (fault !== undefined || rules.allowPrivate === true) return fault;
  const host = hostOf(text);
  if (isIP(host) !== 0) return undefined;
  return new Promise((resolve) => {
    publicLookup(rules)(host, { all: true }, (error) => {
      resolve(error === null ? undefined : error.message);
    });
  });
};

/**
 * A `lookup` that finds public addresses only. A connection is made to what it found: a name that leads
 * elsewhere a moment later changes nothing.
 */
export const publicLookup =
  ({ lookup: resolve = lookup }: AddressRules): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(new Error('this host is not known'), []);
      } else if (addresses.some(({ address }) => isInside(address))) {
        callback(new Error(notPublic), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
