import type { Validator } from './validator.js';

/**
 * The document as data: what `contract.ts` of the generated code holds and the run time reads.
 * Plain and readable on purpose, so that a debugger shows what the document said.
 */
export interface Contract {
  /** `info.title`; names the default exchange on AMQP. */
  readonly title: string;
  /** `info.version`; goes into dead letters as `x-dead-contract`. */
  readonly version: string;
  readonly operations: Readonly<Record<string, OperationContract>>;
}

export interface OperationContract {
  /** The method's or handler's name. */
  readonly name: string;
  readonly action: 'send' | 'receive';
  readonly channel: ChannelContract;
  /** What the operation sends or receives. */
  readonly messages: readonly MessageContract[];
  readonly reply?: ReplyContract;
  /** Bindings of the operation, by protocol, without `bindingVersion`. */
  readonly bindings?: OperationBindings;
  /** `x-retry` of the document. */
  readonly retry?: Partial<RetryPolicy>;
  /** `x-dead-letter` of the document: the address that dead letters go to. */
  readonly deadLetter?: string;
}

export interface ChannelContract {
  /** The channel's key in the document. */
  readonly id: string;
  /** As written, with `{parameters}`. `null`: known only at run time (AsyncAPI 3, Channel Object). */
  readonly address: string | null;
  readonly parameters?: Readonly<Record<string, ParameterContract>>;
  /** Every message of the channel, also those that no operation takes: they are known, not unknown. */
  readonly messages: readonly MessageContract[];
  readonly bindings?: ChannelBindings;
}

export interface ParameterContract {
  readonly enum?: readonly string[];
  readonly default?: string;
  /** Runtime expression: where the message carries the value. */
  readonly location?: string;
}

export interface ReplyContract {
  /** Runtime expression: where the request names the address of its reply. */
  readonly location?: string;
  /** The reply's channel; its address, if any, is where replies go when the request names none. */
  readonly channel?: ChannelContract;
  readonly messages: readonly MessageContract[];
}

export interface MessageContract {
  /** The name of the message's type, and the discriminant in unions: `PetAdopted`. */
  readonly type: string;
  /** What the wire calls it (`event-type`): the message's name, or the `const` of its declared type header. */
  readonly wireType: string;
  readonly contentType: string;
  /** Validates the payload; accepts everything when the document declares none. */
  readonly payload: Validator<unknown>;
  readonly headers?: HeadersContract;
  /** Runtime expression of the correlation id. */
  readonly correlationId?: string;
  /** Runtime expression of `x-key`: the ordering key. */
  readonly key?: string;
  /** `x-version`, default 1. */
  readonly version?: number;
  /** `x-kind: command`: a command that reaches nobody is an error. */
  readonly kind?: 'event' | 'command' | 'query' | 'reply';
  readonly bindings?: MessageBindings;
}

export interface HeadersContract {
  readonly validator: Validator<unknown>;
  /** The declared headers, in the document's spelling. */
  readonly properties: Readonly<Record<string, HeaderContract>>;
  /** `additionalProperties: false`: nothing undeclared is written or shown. */
  readonly closed: boolean;
}

export interface HeaderContract {
  /** How to read it from a transport that carries text only. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  /** Filled in on sending; selects the message on receiving where it is the type or version. */
  readonly const?: unknown;
  /** `x-header-role`, or the role that the header's own name gives it. */
  readonly role?: HeaderRole;
}

/** What a header means to the run time, DELIVERY section 3. */
export type HeaderRole =
  | 'id'
  | 'type'
  | 'time'
  | 'source'
  | 'version'
  | 'correlation'
  | 'causation'
  | 'key'
  | 'content-type';

/** How often and how long a failed message is tried again. Times in milliseconds, jitter as a fraction. */
export interface RetryPolicy {
  /** Calls of the handler in all, the first included. */
  readonly maxAttempts: number;
  readonly firstDelay: number;
  readonly factor: number;
  readonly maxDelay: number;
  readonly jitter: number;
  readonly mode: 'blocking' | 'delayed';
}

export interface ChannelBindings {
  /** Kafka channel binding 0.5. */
  readonly kafka?: {
    readonly topic?: string;
    readonly partitions?: number;
    readonly replicas?: number;
    readonly topicConfiguration?: Readonly<Record<string, unknown>>;
  };
  /** AMQP channel binding 0.3. */
  readonly amqp?: {
    readonly is?: 'routingKey' | 'queue';
    readonly exchange?: {
      readonly name?: string;
      readonly type?: 'topic' | 'direct' | 'fanout' | 'default' | 'headers';
      readonly durable?: boolean;
      readonly autoDelete?: boolean;
      readonly vhost?: string;
    };
    readonly queue?: {
      readonly name?: string;
      readonly durable?: boolean;
      readonly exclusive?: boolean;
      readonly autoDelete?: boolean;
      readonly vhost?: string;
    };
    /** Binding 0.4: the routing key, where it is not the address. */
    readonly name?: string;
  };
}

export interface OperationBindings {
  readonly kafka?: {
    /** The `const`, or the only `enum` value, of the binding's group id schema. */
    readonly groupId?: string;
    readonly groupIds?: readonly string[];
  };
  /** AMQP operation binding 0.3. */
  readonly amqp?: {
    readonly expiration?: number;
    readonly userId?: string;
    readonly cc?: readonly string[];
    readonly bcc?: readonly string[];
    readonly priority?: number;
    readonly deliveryMode?: 1 | 2;
    readonly mandatory?: boolean;
    readonly timestamp?: boolean;
    readonly ack?: boolean;
  };
}

export interface MessageBindings {
  readonly kafka?: { readonly key?: Validator<unknown> };
  readonly amqp?: { readonly contentEncoding?: string; readonly messageType?: string };
}
