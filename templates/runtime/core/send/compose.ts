import type {
  ChannelContract,
  Contract,
  MessageContract,
  OperationContract,
} from '../../contract.js';
import { DeliveryError, InvalidMessageError, UnknownTargetError } from '../../errors.js';
import type { LinkSendOptions } from '../../client.js';
import type { Validator } from '../../validator.js';
import type { Clock } from '../clock.js';
import type { Codecs } from '../envelope/codecs.js';
import { correlationIn } from '../envelope/correlation.js';
import { asText, evaluate } from '../envelope/expression.js';
import { isReserved } from '../envelope/names.js';
import type { MessagePlan } from '../envelope/plan.js';
import { planOf } from '../envelope/plan.js';
import { declaredHeaders } from '../envelope/write-headers.js';
import { uuidv7 } from '../ids.js';
import { own } from '../own.js';
import { scopes } from '../scope.js';
import type { Headers, Meta, OutgoingRecord, Target } from '../transport.js';
import { ComposedRecord } from './record.js';
import { addressParams } from './params.js';

/** What composing needs of its client. */
export interface ComposerParts {
  readonly contract: Contract;
  readonly source: string | undefined;
  readonly codecs: Codecs;
  readonly clock: Clock;
  /** Encode at once, so that what cannot be encoded is refused here. */
  readonly eager: boolean;
}

/** One message to send, before validation. */
export interface Draft {
  readonly operation: OperationContract;
  readonly message: MessageContract;
  readonly payload: unknown;
  readonly options: LinkSendOptions;
  /** Headers of the run time: `reply-to`, `x-expires-at`. */
  readonly extra?: Headers;
  /** Where to, when it is not the operation's channel. */
  readonly to?: { readonly inbox: string } | { readonly channel: ChannelContract } | undefined;
}

const noHeaders: Headers = Object.freeze({});

/** Validates messages and puts them into their envelope. Nothing here touches the transport. */
export class Composer {
  readonly #parts: ComposerParts;
  readonly #targets = new Map<OperationContract, Map<MessageContract, Target>>();

  constructor(parts: ComposerParts) {
    this.#parts = parts;
  }

  /** @throws InvalidMessageError, UnknownTargetError, TooLargeError, MissingCodecError */
  compose(draft: Draft): OutgoingRecord {
    const { message, operation, options } = draft;
    const plan = planOf(message);
    const given = plainHeaders(options.headers);
    if (given !== noHeaders) refuseReserved(plan, given);
    if (!message.payload.is(draft.payload)) {
      throw invalid('payload', message.payload, draft.payload, subjectOf(draft));
    }
    const keyValue = options.key ?? keyOf(plan, draft.payload, given);
    const key = asText(keyValue);
    const meta = this.#meta(plan, draft, given);
    const declared = declaredHeaders(plan, { ...given, ...replyHeader(plan, draft) }, meta, key);
    checkHeaders(plan, declared, draft);
    checkKey(plan, keyValue, draft);
    const record = new ComposedRecord({
      operation: operation.name,
      target: this.#target(draft, declared),
      plan,
      key,
      meta,
      declared,
      extra: draft.extra,
      payload: draft.payload,
      codecs: this.#parts.codecs,
      bare: plan.closed,
    });
    if (this.#parts.eager) encode(record, draft);
    return record;
  }

  /**
   * Tells a requester that its request was given up: an empty reply with `error-message`. It is no
   * message of the document, so a closed schema of the reply's headers does not bind it.
   */
  composeRefusal(draft: Draft): OutgoingRecord {
    const plan = planOf(draft.message);
    const meta = { ...this.#meta(plan, draft, noHeaders), contentType: 'application/octet-stream' };
    return new ComposedRecord({
      operation: draft.operation.name,
      target: this.#target(draft, noHeaders),
      plan,
      key: undefined,
      meta,
      declared: noHeaders,
      extra: draft.extra,
      payload: undefined,
      codecs: this.#parts.codecs,
      bare: false,
    });
  }

  #meta(plan: MessagePlan, { message, payload, options }: Draft, given: Headers): Meta {
    const now = this.#parts.clock.now();
    const declared = plan.declares ? declaredMeta(plan, given) : noMeta;
    const id = declared.id ?? options.id ?? uuidv7(now);
    return {
      id,
      type: message.wireType,
      time: declared.time ?? isoTime(now),
      source: declared.source ?? this.#parts.source,
      version: message.version ?? 1,
      correlationId:
        declared.correlation ?? options.correlationId ?? inheritedCorrelation(plan, payload) ?? id,
      causationId: declared.causation ?? scopes.getStore()?.causationId,
      contentType: message.contentType,
    };
  }

  #target(draft: Draft, headers: Headers): Target {
    const { operation, payload, options, to } = draft;
    if (to === undefined && operation.channel.parameters === undefined && !options.params) {
      return this.#plainTarget(draft);
    }
    if (to !== undefined && 'inbox' in to) return { to: 'inbox', address: to.inbox };
    const channel = to?.channel ?? operation.channel;
    const source = { given: options.params, payload, headers };
    return this.#channelTarget(draft, channel, addressParams(channel, source, subjectOf(draft)));
  }

  /** Without parameters, a message of an operation always goes to the same place. */
  #plainTarget(draft: Draft): Target {
    const { operation, message } = draft;
    const known = this.#targets.get(operation) ?? new Map<MessageContract, Target>();
    this.#targets.set(operation, known);
    let target = known.get(message);
    if (target === undefined) {
      target = this.#channelTarget(draft, operation.channel, {});
      known.set(message, target);
    }
    return target;
  }

  #channelTarget(
    { operation, message }: Draft,
    channel: ChannelContract,
    params: Readonly<Record<string, string>>,
  ): Target {
    if (channel.address === null) {
      throw new UnknownTargetError(`${operation.name}: the channel ${channel.id} has no address`);
    }
    return {
      to: 'channel',
      title: this.#parts.contract.title,
      channel,
      params,
      bindings: operation.bindings,
      mandatory:
        operation.bindings?.amqp?.mandatory === true ||
        message.kind === 'command' ||
        (operation.action === 'send' && operation.reply !== undefined),
    };
  }
}

const subjectOf = ({ operation, message }: Draft): string => `${operation.name} ${message.type}`;

const plainHeaders = (headers: object | undefined): Headers =>
  headers === undefined ? noHeaders : { ...headers };

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

let lastTime = -1;
let lastIso = '';

/** Many messages share a millisecond; formatting it once is enough. */
const isoTime = (now: number): string => {
  if (now !== lastTime) {
    lastTime = now;
    lastIso = new Date(now).toISOString();
  }
  return lastIso;
};

/** Milliseconds that a `Date` can hold. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= 8.64e15;

const keyOf = (plan: MessagePlan, payload: unknown, headers: Headers): unknown =>
  plan.key === undefined ? undefined : evaluate(plan.key, payload, headers);

const inheritedCorrelation = (plan: MessagePlan, payload: unknown): string | undefined =>
  correlationIn(plan, payload) ?? scopes.getStore()?.correlationId;

type DeclaredMeta = Partial<Record<'id' | 'time' | 'source' | 'correlation' | 'causation', string>>;

const noMeta: DeclaredMeta = Object.freeze({});

/** Parts of the envelope that the caller gave as declared headers: they win. */
const declaredMeta = (plan: MessagePlan, given: Headers): DeclaredMeta => {
  const roles = ['id', 'time', 'source', 'correlation', 'causation'] as const;
  const values: DeclaredMeta = {};
  for (const role of roles) {
    const value = own(given, plan.names[role] ?? '');
    const text = role === 'time' && isTime(value) ? isoTime(value) : textOf(value);
    if (text !== undefined) values[role] = text;
  }
  return values;
};

/** The document may declare a header that names the inbox; the rest of `extra` is never declared. */
const replyHeader = (plan: MessagePlan, { extra }: Draft): Headers | undefined => {
  const properties = plan.message.headers?.properties;
  if (extra === undefined || properties === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(extra).filter(([name]) => Object.hasOwn(properties, name)),
  );
};

const refuseReserved = (plan: MessagePlan, given: Headers): void => {
  const declared = plan.message.headers?.properties ?? {};
  const issues = Object.keys(given)
    .filter((name) => isReserved(name) && !Object.hasOwn(declared, name))
    .map((name) => ({
      path: `/${name}`,
      keyword: 'reserved',
      message: 'is written by the run time; use the option for it',
    }));
  if (issues.length > 0) throw new InvalidMessageError('headers', issues, plan.message.type);
};

const checkHeaders = (plan: MessagePlan, headers: Headers, draft: Draft): void => {
  const validator = plan.message.headers?.validator;
  if (validator !== undefined && !validator.is(headers)) {
    throw invalid('headers', validator, headers, subjectOf(draft));
  }
};

const checkKey = (plan: MessagePlan, key: unknown, draft: Draft): void => {
  const validator = plan.message.bindings?.kafka?.key;
  if (validator !== undefined && !validator.is(key)) {
    throw invalid('key', validator, key, subjectOf(draft));
  }
};

const invalid = (
  where: InvalidMessageError['where'],
  validator: Validator<unknown>,
  value: unknown,
  subject: string,
): InvalidMessageError => new InvalidMessageError(where, validator.issues(value), subject);

/** Payloads that fit their schema but cannot be written down: cycles, big integers. */
const encode = (record: ComposedRecord, draft: Draft): void => {
  try {
    record.encode();
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    const message = `cannot be encoded: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidMessageError(
      'payload',
      [{ path: '', keyword: 'encoding', message }],
      subjectOf(draft),
    );
  }
};
