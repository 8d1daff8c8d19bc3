import type { TopologyDifference, TopologyItem } from '../types.js';
import type { AmqpChannel, Arguments, ExchangeOptions, QueueOptions } from './client.js';
import { brokerCode } from './broker-code.js';
import type { Declarations } from './declare.js';
import { toError } from './supervisor.js';
import { mismatchOf, type Binding, type Exchange, type Queue } from './topology.js';
import { closeChannel } from './within.js';

/** Opens a channel: the broker answers a look at what is not there, or differs, by closing it. */
export type OpenChannel = () => Promise<AmqpChannel>;

/** A declaration, as one broker call and as the broker words its parts. */
interface Declared {
  readonly kind: 'exchange' | 'queue';
  readonly name: string;
  readonly values: Values;
  readonly check: (channel: AmqpChannel) => Promise<unknown>;
  readonly assert: (channel: AmqpChannel, values: Values) => Promise<unknown>;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Compares declarations with what the broker has. What is there is declared once more, which changes
 * nothing; a right to configure is needed for that, and without it only presence is told.
 */
export const inspect = async (
  open: OpenChannel,
  { exchanges = [], queues = [], bindings = [] }: Declarations,
): Promise<readonly TopologyItem[]> => {
  const declared = [
    ...exchanges.filter(({ name }) => name !== '').map(exchangeOf),
    ...queues.map(queueOf),
  ];
  const items: TopologyItem[] = [];
  for (const one of declared) items.push(await inspectOne(open, one));
  const missing = new Set(
    items.filter(({ state }) => state === 'missing').map(({ kind, name }) => `${kind} ${name}`),
  );
  return [...items, ...bindings.map((binding) => bindingItem(binding, missing))];
};

const exchangeOf = ({ name, type, options }: Exchange): Declared => ({
  kind: 'exchange',
  name,
  values: { type, durable: options.durable, auto_delete: options.autoDelete },
  check: (channel) => channel.checkExchange(name),
  assert: (channel, values) => channel.assertExchange(name, String(values['type']), flags(values)),
});

const queueOf = ({ name, options }: Queue): Declared => ({
  kind: 'queue',
  name,
  values: {
    durable: options.durable,
    exclusive: options.exclusive,
    auto_delete: options.autoDelete,
    ...options.arguments,
  },
  check: (channel) => channel.checkQueue(name),
  assert: (channel, values) => channel.assertQueue(name, queueOptions(values)),
});

const flags = (values: Values): ExchangeOptions => ({
  durable: values['durable'] === true,
  autoDelete: values['auto_delete'] === true,
});

const queueOptions = (values: Values): QueueOptions => ({
  ...flags(values),
  exclusive: values['exclusive'] === true,
  arguments: Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, Arguments[string]] =>
        entry[0].startsWith('x-') && entry[1] !== undefined,
    ),
  ),
});

const inspectOne = async (open: OpenChannel, declared: Declared): Promise<TopologyItem> => {
  const { kind, name, values } = declared;
  const item = { kind, name, declared: values, differences: [] };
  const failure = await attempt(open, declared.check);
  const code = brokerCode(failure);
  if (code === NOT_FOUND) return { ...item, state: 'missing' };
  if (code === REFUSED) return { ...item, state: 'unknown' };
  // An exclusive queue of another connection is told apart by what follows.
  if (failure !== undefined && code !== LOCKED) throw failure;
  const differences = await differencesOf(open, declared);
  if (differences === undefined) return { ...item, state: 'unknown' };
  return { ...item, differences, state: differences.length === 0 ? 'present' : 'different' };
};

const NOT_FOUND = 404;
const REFUSED = 403;
const LOCKED = 405;

/**
 * The broker names one difference at a time: with its own value in place, it names the next.
 * @returns undefined when we may not ask
 */
const differencesOf = async (
  open: OpenChannel,
  { values, assert }: Declared,
): Promise<readonly TopologyDifference[] | undefined> => {
  const differences: TopologyDifference[] = [];
  let tried = values;
  for (;;) {
    const failure = await attempt(open, (channel) => assert(channel, tried));
    if (failure === undefined) return differences;
    if (brokerCode(failure) === REFUSED) return undefined;
    const mismatch = mismatchOf(failure, tried);
    if (mismatch === undefined) throw failure;
    const { argument, found } = mismatch;
    if (differences.some((one) => one.argument === argument)) return differences;
    differences.push({ argument, declared: values[argument], found });
    tried = { ...tried, [argument]: found };
  }
};

/** What the broker answers; undefined when it agrees. */
const attempt = async (
  open: OpenChannel,
  ask: (channel: AmqpChannel) => Promise<unknown>,
): Promise<Error | undefined> => {
  const channel = await open();
  try {
    await ask(channel);
    return undefined;
  } catch (error) {
    return toError(error);
  } finally {
    await closeChannel(channel);
  }
};

const bindingItem = (
  { exchange, queue, key, arguments: args }: Binding & { readonly queue: string },
  missing: ReadonlySet<string>,
): TopologyItem => {
  const isMissing = missing.has(`queue ${queue}`) || missing.has(`exchange ${exchange}`);
  return {
    kind: 'binding',
    name: `${exchange} -> ${queue}`,
    state: isMissing ? 'missing' : 'unknown',
    declared: { 'routing key': key, ...args },
    differences: [],
  };
};
