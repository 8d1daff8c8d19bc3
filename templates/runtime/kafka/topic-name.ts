import type { ChannelContract } from '../contract.js';
import { UnknownTargetError } from '../errors.js';

/** The longest topic name that Kafka takes. */
const longest = 249;
const legal = /^[A-Za-z0-9._-]+$/;
const parameter = /\{([^{}]*)\}/g;

const escapeByte = (byte: number): string =>
  `_x${byte.toString(16).toUpperCase().padStart(2, '0')}_`;

/** Where a literal reads like one of our escapes, be it with the help of the escape behind it. */
const looksEscaped = /_(?=x[0-9A-F]{2}[^A-Za-z0-9-])/gu;

const escapeAll = (text: string): string =>
  Array.from(new TextEncoder().encode(text), escapeByte).join('');

/**
 * Writes an address parameter so that it is legal in a topic's name and can be read back: bytes
 * outside `[A-Za-z0-9_-]` as `_xHH_`; a literal `_xHH_` escapes its first `_`.
 */
export const encodeParameter = (value: string): string =>
  value.replace(looksEscaped, escapeByte(0x5f)).replace(/[^A-Za-z0-9_-]+/gu, escapeAll);

/** Reads a parameter back; `undefined` when the text is none that `encodeParameter` writes. */
export function decodeParameter(text: string): string | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const escape = /^_x([0-9A-F]{2})_/.exec(text.slice(at, at + 5))?.[1];
    bytes.push(escape === undefined ? text.charCodeAt(at) : Number.parseInt(escape, 16));
    at += escape === undefined ? 1 : 5;
  }
  const value = readUtf8(Uint8Array.from(bytes));
  return value !== undefined && encodeParameter(value) === text ? value : undefined;
}

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A part of a topic's name that is no address parameter: what Kafka does not allow is escaped. */
export const encodeLiteral = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]+/gu, escapeAll);

/**
 * The channel's topic as a pattern: the binding's `topic`, else the address.
 * @throws UnknownTargetError when the document fixes neither
 */
export function topicPattern(channel: ChannelContract): string {
  const pattern = channel.bindings?.kafka?.topic ?? channel.address;
  if (pattern === null) {
    throw new UnknownTargetError(`channel ${channel.id} has no address`);
  }
  return pattern;
}

/**
 * The topic of a channel with its parameters filled in.
 * @throws UnknownTargetError when a value is missing or Kafka does not allow the name
 */
export function topicOf(
  channel: ChannelContract,
  params: Readonly<Record<string, string>>,
): string {
  const topic = topicPattern(channel).replace(parameter, (_, name: string) =>
    encodeParameter(valueOf(channel, params, name)),
  );
  return assertTopic(topic);
}

function valueOf(
  channel: ChannelContract,
  params: Readonly<Record<string, string>>,
  name: string,
): string {
  const value = Object.hasOwn(params, name) ? params[name] : channel.parameters?.[name]?.default;
  if (value === undefined || value === '') {
    throw new UnknownTargetError(`channel ${channel.id}: parameter ${name} has no value`);
  }
  return value;
}

/** @throws UnknownTargetError when Kafka does not allow the name */
export function assertTopic(topic: string): string {
  if (legal.test(topic) && topic.length <= longest && topic !== '.' && topic !== '..') return topic;
  throw new UnknownTargetError(
    `${JSON.stringify(topic.slice(0, longest + 10))} is no topic: 1 to ${longest} of A-Z a-z 0-9 . _ -`,
  );
}

/** Where a subscription's messages come from. */
export interface TopicMatch {
  readonly topic: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The topics of a subscription: fixed ones, or those of the cluster that `match` accepts. */
export type TopicSelection =
  | { readonly fixed: readonly TopicMatch[] }
  | { readonly match: (topic: string) => TopicMatch | undefined };

/**
 * Which topics a subscription reads. A parameter without a value takes all of its enum; without
 * an enum, whatever the cluster has.
 * @throws UnknownTargetError when the channel has no address or Kafka does not allow a name
 */
export function selectTopics(
  channel: ChannelContract,
  given: Readonly<Record<string, string>>,
): TopicSelection {
  const names = Array.from(topicPattern(channel).matchAll(parameter), (found) => found[1] ?? '');
  const values = names.map((name) => ({ name, values: candidates(channel, given, name) }));
  if (values.some((choice) => choice.values === undefined)) {
    return { match: matcher(channel, given) };
  }
  const combinations = values.reduce<Record<string, string>[]>(
    (soFar, { name, values: each = [] }) =>
      soFar.flatMap((params) => each.map((value) => withParam(params, name, value))),
    [{}],
  );
  return { fixed: combinations.map((params) => ({ topic: topicOf(channel, params), params })) };
}

/** Own properties only: a parameter may be called `__proto__`. */
const withParam = (params: Record<string, string>, name: string, value: string) =>
  Object.fromEntries([...Object.entries(params), [name, value]]);

function candidates(
  channel: ChannelContract,
  given: Readonly<Record<string, string>>,
  name: string,
): readonly string[] | undefined {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (value !== undefined) return [value];
  const parameters = channel.parameters;
  return parameters !== undefined && Object.hasOwn(parameters, name)
    ? parameters[name]?.enum
    : undefined;
}

function matcher(channel: ChannelContract, given: Readonly<Record<string, string>>) {
  const names: string[] = [];
  const source = topicPattern(channel)
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      if (!/^\{[^{}]*\}$/.test(part)) return escapePattern(part);
      names.push(part.slice(1, -1));
      return '([A-Za-z0-9_-]+)';
    })
    .join('');
  const pattern = new RegExp(`^${source}$`);
  return (topic: string): TopicMatch | undefined => {
    const texts = pattern.exec(topic)?.slice(1);
    if (texts === undefined) return undefined;
    const pairs = names.map((name, index) => [name, decodeParameter(texts[index] ?? '')] as const);
    const accepted = pairs.every(([name, value]) => {
      const allowed = candidates(channel, given, name);
      return value !== undefined && (allowed === undefined || allowed.includes(value));
    });
    return accepted ? { topic, params: Object.fromEntries(readable(pairs)) } : undefined;
  };
}

const readable = (pairs: readonly (readonly [string, string | undefined])[]) =>
  pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
