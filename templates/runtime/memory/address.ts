import type { ChannelContract } from '../contract.js';
import type { Source } from '../core/transport.js';

type Params = Readonly<Record<string, string>>;

const placeholder = /\{([^{}]*)\}/gu;

/** The address with its parameters filled in. In-process, no character needs escaping. */
export const fillAddress = (address: string, params: Params): string =>
  address.includes('{')
    ? address.replace(placeholder, (text, name: string) =>
        Object.hasOwn(params, name) ? (params[name] ?? text) : text,
      )
    : address;

/** What a matcher needs to know of a source. */
type Listened = Pick<Source, 'channel' | 'others' | 'params'>;

/**
 * Reads the parameters back out of an address.
 * @returns undefined when the address is not one of the channel's
 */
export type AddressMatcher = (address: string) => Params | undefined;

export const matcherOf = ({ channel, others, params: wanted }: Listened): AddressMatcher => {
  const { address } = channel;
  if (address === null) return () => undefined;
  const none: Params = Object.freeze({});
  if (!address.includes('{')) return (actual) => (actual === address ? none : undefined);
  const names = [...address.matchAll(placeholder)].map((match) => match[1] ?? '');
  const pattern = address.split(placeholder).filter((_, index) => index % 2 === 0);
  const regex = new RegExp(`^${pattern.map(escape).join('(.+)')}$`, 'su');
  const taken = new Set(others.map((other) => other.address));
  return (actual) => {
    const values = taken.has(actual) ? undefined : regex.exec(actual)?.slice(1);
    if (values === undefined) return undefined;
    const params = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
    return names.every((name) => isWanted(channel, wanted, name, params[name]))
      ? params
      : undefined;
  };
};

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

const isWanted = (
  { parameters = {} }: ChannelContract,
  wanted: Params,
  name: string,
  value = '',
): boolean => {
  if (Object.hasOwn(wanted, name)) return wanted[name] === value;
  const allowed = Object.hasOwn(parameters, name) ? parameters[name]?.enum : undefined;
  return allowed === undefined || allowed.includes(value);
};
