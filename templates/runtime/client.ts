import type { Contract, OperationContract } from './contract.js';
import { coreOf } from './core/core-of.js';
import type {
  Bus,
  ClientOptions,
  DeadLetters,
  Explanation,
  Message,
  Provisioned,
  ProvisionGroups,
  ProvisionOptions,
  Receipt,
  SendDefaults,
  SubscribeDefaults,
  Subscription,
} from './types.js';

/**
 * A document on a bus, untyped: what the methods of the generated client call. Use the generated
 * client, which knows the types.
 */
export interface Link {
  /**
   * Validates and sends one message of a `send` operation.
   * @param type the message's `type` in the contract
   * @throws InvalidMessageError and the other errors of `errors.ts`; each says its `outcome`
   */
  send(
    operation: OperationContract,
    type: string,
    payload: unknown,
    options?: LinkSendOptions,
  ): Promise<Receipt>;
  /**
   * Sends a request. Resolves to the reply, or to the receipt when `options.replyTo` sends the reply
   * elsewhere; the generated method's overloads say which, hence `never` here.
   * @throws RequestTimeoutError, RemoteError, and what `send` throws
   */
  request(
    operation: OperationContract,
    type: string,
    payload: unknown,
    options?: LinkSendOptions & { readonly replyTo?: string | undefined },
  ): Promise<never>;
  /** Starts a consumer group. `handlers` has one key for each `receive` operation wanted. */
  subscribe(group: string, handlers: object, options?: LinkSubscribeOptions): Subscription;
  /**
   * Reads again what the bus has kept: `(options: ReplayOptions, handlers: object) => Replay`. Typed
   * by the generated client, which has it on buses that keep history only; hence `never` here.
   */
  readonly replay: never;
  /** What a group gave up, without consuming: from the channels of every `receive` operation. */
  deadLetters(group: string): DeadLetters;
  /** The options in effect, and where each comes from. */
  explain(): Explanation;
  /**
   * Makes what the document needs on the broker: what it sends to, and what these groups receive
   * from. What is there is compared first; nothing is changed.
   * @throws TopologyMismatchError, before anything is made
   */
  provision(groups?: ProvisionGroups, options?: ProvisionOptions): Promise<Provisioned>;
}

/** Send options as the run time sees them: whatever the document narrows, they fit this. */
export type LinkSendOptions = Omit<SendDefaults, 'headers' | 'key'> & {
  readonly headers?: object;
  readonly params?: object;
  readonly key?: unknown;
};

export type LinkSubscribeOptions = SubscribeDefaults & { readonly from?: 'latest' | 'earliest' };

/** What a request resolves to, untyped. */
export type Reply = Message | Receipt;

/** Binds a contract to a bus. Costs nothing until the first message; holds nothing to close. */
export const attach = (bus: Bus, contract: Contract, options: ClientOptions<object> = {}): Link =>
  coreOf(bus).attach(contract, options);
