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
import { newId } from '../ids.js';
import { own } from '../own.js';
import { scopes } from '../scope.js';
import type { Scope } from '../scope.js';
import type { Headers, Target, Transport } from '../transport.js';
import { ComposedRecord, metaOf, stampOf } from './record.js';
import type { Envelope, Frame, RawStamp } from './record.js';
import { addressParams } from './params.js';

/** What composing needs of its client. */
export interface ComposerParts {
  readonly contract: Contract;
  readonly source: string | undefined;
  readonly codecs: Codecs;
  readonly envelope: Envelope;
  readonly clock: Clock;
  /** What the transport takes is made at once, so that what cannot be encoded is refused here. */
  readonly carries: NonNullable<Transport['carries']>;
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

/** Where the messages of an operation leave. */
interface Outlet {
  readonly frame: Frame;
  /** Without parameters they all go to the same place. */
  target: Target | undefined;
}

const inHeaders: Envelope = { in: 'headers' };
const noHeaders: Headers = Object.freeze({});

/** Validates messages and puts them into their envelope. Nothing here touches the transport. */
export class Composer {
  readonly #parts: ComposerParts;
  readonly #outlets = new Map<OperationContract, Map<MessageContract, Outlet>>();

  constructor(parts: ComposerParts) {
    this.#parts = parts;
  }

  /** @throws InvalidMessageError, UnknownTargetError, TooLargeError, MissingCodecError */
  compose(draft: Draft): ComposedRecord {
    const outlet = this.#outlet(draft);
    const { plan } = outlet.frame;
    const { message, options, payload } = draft;
    const given = plainHeaders(options.headers);
    if (given !== noHeaders) refuseReserved(plan, given);
    if (!message.payload.is(payload)) {
      throw invalid('payload', message.payload, payload, subjectOf(draft));
    }
    const keyValue = options.key ?? keyOf(plan, payload, given);
    const key = asText(keyValue);
    const stamp = this.#stamp(plan, draft, given);
    const trace = scopes.getStore()?.trace;
    const extra = trace === undefined ? draft.extra : { ...trace, ...draft.extra };
    const all =
      extra === undefined
        ? given
        : { ...ofDeclared(plan, trace), ...given, ...ofDeclared(plan, draft.extra) };
    const declared = plan.declares
      ? declaredHeaders(plan, all, metaOf(outlet.frame, stampOf(stamp)), key)
      : all;
    checkHeaders(plan, declared, draft);
    checkKey(plan, keyValue, draft);
    const record = new ComposedRecord(outlet.frame, stamp, {
      target: this.#target(draft, declared, outlet),
      key,
      declared,
      extra: outlet.frame.bare ? undefined : extra,
      payload,
    });
    if (this.#parts.carries !== 'value') encode(record, this.#parts.carries, draft);
    return record;
  }

  /**
   * Tells a requester that its request was given up: an empty reply with `error-message`. It is no
   * message of the document, so a closed schema of the reply's headers does not bind it.
   */
  composeRefusal(draft: Draft): ComposedRecord {
    const outlet = this.#outlet(draft);
    const frame = {
      ...outlet.frame,
      contentType: 'application/octet-stream',
      bare: false,
      envelope: inHeaders,
    };
    const stamp = this.#stamp(frame.plan, draft, noHeaders);
    const trace = scopes.getStore()?.trace;
    return new ComposedRecord(frame, stamp, {
      target: this.#target(draft, noHeaders, outlet),
      key: undefined,
      declared: noHeaders,
      extra: { ...trace, ...draft.extra },
      payload: undefined,
    });
  }

  #stamp(plan: MessagePlan, { payload, options }: Draft, given: Headers): RawStamp {
    const now = this.#parts.clock.now();
    const declared = plan.declares ? declaredMeta(plan, given) : noMeta;
    const scope = scopes.getStore();
    const id = declared.id ?? options.id;
    const { head, tail } = id === undefined ? newId(now) : { head: id, tail: '' };
    const correlation = declared.correlation ?? options.correlationId;
    return {
      idHead: head,
      idTail: tail,
      time: declared.time ?? isoTime(now),
      source: declared.source ?? this.#parts.source,
      correlation: correlation ?? inheritedCorrelation(plan, payload, scope),
      causationId: declared.causation ?? scope?.causationId,
    };
  }

  /** What is the same for all messages that an operation sends; made at the first one. */
  #outlet({ operation, message }: Draft): Outlet {
    let outlets = this.#outlets.get(operation);
    if (outlets === undefined) {
      outlets = new Map();
      this.#outlets.set(operation, outlets);
    }
    let outlet = outlets.get(message);
    if (outlet === undefined) {
      outlet = { frame: this.#frame(operation, message), target: undefined };
      outlets.set(message, outlet);
    }
    return outlet;
  }

  #frame(operation: OperationContract, message: MessageContract): Frame {
    const plan = planOf(message);
    return {
      operation: operation.name,
      plan,
      contentType: message.contentType,
      codecs: this.#parts.codecs,
      bare: plan.closed,
      envelope: this.#parts.envelope,
    };
  }

  #target(draft: Draft, headers: Headers, outlet: Outlet): Target {
    const { operation, payload, options, to } = draft;
    if (to === undefined && operation.channel.parameters === undefined && !options.params) {
      outlet.target ??= this.#channelTarget(draft, operation.channel, {});
      return outlet.target;
    }
    if (to !== undefined && 'inbox' in to) return { to: 'inbox', address: to.inbox };
    const channel = to?.channel ?? operation.channel;
    const source = { given: options.params, payload, headers };
    return this.#channelTarget(draft, channel, addressParams(channel, source, subjectOf(draft)));
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

const inheritedCorrelation = (
  plan: MessagePlan,
  payload: unknown,
  scope: Scope | undefined,
): string | undefined => correlationIn(plan, payload) ?? scope?.correlationId;

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

/** Of headers of the run time those that the document declares: where the reply goes, the trace. */
const ofDeclared = (plan: MessagePlan, ours: Headers | undefined): Headers | undefined => {
  const properties = plan.message.headers?.properties;
  if (properties === undefined || ours === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(ours).filter(([name]) => Object.hasOwn(properties, name)),
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
const encode = (record: ComposedRecord, what: 'bytes' | 'copies', draft: Draft): void => {
  try {
    if (what === 'bytes') record.encode();
    else record.snapshot();
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
