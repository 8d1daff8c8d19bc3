import type { LinkSubscribeOptions } from '../client.js';
import type { Contract, OperationContract, RetryPolicy } from '../contract.js';
import type {
  Explained,
  ExplainedOptions,
  ExplainedSubscription,
  Explanation,
} from '../explain.js';
import type { BusKind, ClientOptions } from '../types.js';
import { defaultRetryOn } from './receive/retry.js';

export const defaultConcurrency = 10;
export const defaultHandlerTimeout = 60_000;

/** A subscription that runs, as it was asked for. */
export interface Asked {
  readonly group: string;
  readonly operations: readonly OperationContract[];
  readonly options: LinkSubscribeOptions;
}

export interface ExplainParts {
  readonly contract: Contract;
  readonly kind: BusKind;
  readonly client: ClientOptions<object>;
  readonly subscriptions: Iterable<Asked>;
}

/** What is in effect, and where each comes from. */
export const explain = ({ contract, kind, client, subscriptions }: ExplainParts): Explanation => ({
  document: `${contract.title} ${contract.version}`,
  transport: kind,
  client: options({
    source: [undefined, client.source, undefined],
    envelope: [undefined, client.envelope, 'headers'],
    codecs: [undefined, namesOf(client.codecs), undefined],
    upcasters: [undefined, namesOf(client.upcasters), undefined],
    use: [undefined, client.use?.length, undefined],
  }),
  operations: Object.fromEntries(
    Object.values(contract.operations).map((one) => [one.name, operationOptions(one, kind)]),
  ),
  subscriptions: [...subscriptions].map((asked) => subscriptionOptions(asked, kind)),
});

/** By the document, by a call, and where neither says anything. A call goes before the document. */
type Sayings = readonly [document: unknown, call: unknown, preset: unknown];

const options = (sayings: Readonly<Record<string, Sayings>>): ExplainedOptions => {
  const explained: Record<string, Explained> = {};
  for (const [name, saying] of Object.entries(sayings)) {
    const one = inEffect(saying);
    if (one !== undefined) explained[name] = one;
  }
  return explained;
};

const inEffect = ([document, call, preset]: Sayings): Explained | undefined => {
  if (call !== undefined) return { value: call, from: 'call' };
  if (document !== undefined) return { value: document, from: 'document' };
  return preset === undefined ? undefined : { value: preset, from: 'default' };
};

const operationOptions = (operation: OperationContract, kind: BusKind): ExplainedOptions => {
  const { action, channel, deadLetter } = operation;
  const common = { action: said(action), address: said(channel.address) };
  if (action === 'send') return options(common);
  return {
    ...options({ ...common, deadLetter: [deadLetter, undefined, '{queue}.dlq'] }),
    ...retryOptions(operation, {}, kind),
  };
};

const said = (value: unknown): Sayings => [value, undefined, undefined];

const subscriptionOptions = (asked: Asked, kind: BusKind): ExplainedSubscription => {
  const { group, operations, options: call } = asked;
  return {
    group,
    options: options({
      concurrency: [undefined, call.concurrency, defaultConcurrency],
      order: [undefined, call.order, kind === 'amqp' ? 'none' : 'key'],
      handlerTimeout: [undefined, call.handlerTimeout, defaultHandlerTimeout],
      inbox: [undefined, call.inbox === undefined ? undefined : true, false],
      from: [undefined, call.from, kind === 'amqp' ? undefined : 'latest'],
    }),
    retry: Object.fromEntries(
      operations.map((operation) => [operation.name, retryOptions(operation, call, kind)]),
    ),
  };
};

const retryOptions = (
  { retry }: OperationContract,
  { retry: call, order }: LinkSubscribeOptions,
  kind: BusKind,
): ExplainedOptions => {
  const preset: RetryPolicy = defaultRetryOn(kind, order);
  return options(
    Object.fromEntries(
      policyFields.map((name): [string, Sayings] => [
        name,
        [retry?.[name], call?.[name], preset[name]],
      ]),
    ),
  );
};

const policyFields = [
  'maxAttempts',
  'firstDelay',
  'factor',
  'maxDelay',
  'jitter',
  'mode',
] as const satisfies readonly (keyof RetryPolicy)[];

const namesOf = (given: object | undefined): readonly string[] | undefined =>
  given === undefined ? undefined : Object.keys(given);
