import type { ChannelContract, MessageContract } from '../../contract.js';
import type { Codecs } from '../envelope/codecs.js';
import { asText } from '../envelope/expression.js';
import type { MessagePlan } from '../envelope/plan.js';
import { planOf } from '../envelope/plan.js';
import { readHeaders, readRole } from '../envelope/read-headers.js';
import type { Issue } from '../../validator.js';
import type { Delivery, Headers } from '../transport.js';

/** What became of a delivery's bytes and headers. */
export type Opened =
  | {
      readonly ok: true;
      readonly plan: MessagePlan;
      readonly payload: unknown;
      readonly headers: Headers;
    }
  | { readonly ok: false; readonly fault: Fault };

/** Why a message never reaches a handler. */
export interface Fault {
  readonly reason: 'unparseable' | 'schema-invalid' | 'unknown-type';
  readonly message: string;
  readonly issues?: readonly Issue[];
}

/** The messages that a channel may carry. */
export class MessageReader {
  readonly #plans: readonly MessagePlan[];
  readonly #byMessage: ReadonlyMap<MessageContract, MessagePlan>;
  readonly #codecs: Codecs;

  constructor(messages: readonly MessageContract[], codecs: Codecs) {
    this.#plans = messages.map(planOf);
    this.#byMessage = new Map(this.#plans.map((plan) => [plan.message, plan]));
    this.#codecs = codecs;
  }

  /** Of a channel, with those that its operations add. */
  static of(
    channel: ChannelContract,
    messages: readonly MessageContract[],
    codecs: Codecs,
  ): MessageReader {
    return new MessageReader([...new Set([...channel.messages, ...messages])], codecs);
  }

  /** Decodes and validates: metadata tells the type, else what fits. Never throws. */
  open(delivery: Delivery): Opened {
    const { record } = delivery;
    // The same document on both sides of one process: the type is known.
    const sent = record && this.#byMessage.get(record.message);
    if (sent !== undefined) return trusted(sent, delivery) ?? this.#read(sent, delivery);
    const named = this.#named(delivery.headers);
    if (named === 'unknown') return fault('unknown-type', 'nobody knows a message of this type');
    const candidates = named ?? this.#plans;
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) return this.#read(only, delivery);
    return this.#fitting(candidates, delivery);
  }

  /** The messages that the headers name; `undefined` when they name no type. */
  #named(headers: Headers): readonly MessagePlan[] | 'unknown' | undefined {
    let typed = false;
    const named = this.#plans.filter((plan) => {
      const type = readRole(plan, headers, 'type');
      if (type === undefined) return false;
      typed = true;
      return type === plan.message.wireType && hasVersion(plan, headers);
    });
    if (named.length > 0) return named;
    return typed ? 'unknown' : undefined;
  }

  #fitting(candidates: readonly MessagePlan[], delivery: Delivery): Opened {
    const opened = candidates.map((plan) => this.#read(plan, delivery));
    const fitting = opened.filter(({ ok }) => ok);
    const [only] = fitting;
    if (fitting.length === 1 && only !== undefined) return only;
    const [first] = opened;
    const unparseable = opened.every((one) => !one.ok && one.fault.reason === 'unparseable');
    if (unparseable && first !== undefined) return first;
    return fault(
      'unknown-type',
      fitting.length === 0 ? 'it fits no message of its channel' : 'it fits several messages',
    );
  }

  #read(plan: MessagePlan, delivery: Delivery): Opened {
    const { message } = plan;
    // Another document's message, from the same process: it is bytes to us, as from a broker.
    const sent = delivery.record?.message === message ? delivery.record : undefined;
    let payload: unknown;
    try {
      payload = this.#payload(message, delivery, sent !== undefined);
    } catch (error) {
      return fault('unparseable', error instanceof Error ? error.message : String(error));
    }
    const headers =
      sent?.declared === undefined ? readHeaders(plan, delivery.headers) : { ...sent.declared };
    const invalid =
      check(message.payload, payload, 'payload') ??
      (message.headers && check(message.headers.validator, headers, 'headers'));
    if (invalid === undefined) return { ok: true, plan, payload, headers };
    const empty = payload === undefined && delivery.body.length === 0;
    return empty ? fault('unparseable', 'there is no payload') : { ok: false, fault: invalid };
  }

  #payload({ contentType }: MessageContract, delivery: Delivery, isSent: boolean): unknown {
    const value = isSent ? delivery.value : undefined;
    return value === undefined ? this.#codecs.decode(contentType, delivery.body) : value.payload;
  }
}

/** The very object that was found valid when it was sent; see `Delivery.trusted`. */
const trusted = (plan: MessagePlan, { record, trusted }: Delivery): Opened | undefined =>
  trusted === true && record?.declared !== undefined
    ? { ok: true, plan, payload: record.payload, headers: record.declared }
    : undefined;

const fault = (reason: Fault['reason'], message: string): Opened => ({
  ok: false,
  fault: { reason, message },
});

const hasVersion = (plan: MessagePlan, headers: Headers): boolean =>
  plan.versionConst === undefined ||
  readRole(plan, headers, 'version') === asText(plan.versionConst);

/** A validator may run out of stack on a payload that is nested without end. */
const check = (
  validator: MessageContract['payload'],
  value: unknown,
  part: 'payload' | 'headers',
): Fault | undefined => {
  try {
    if (validator.is(value)) return undefined;
    const issues = validator.issues(value);
    const first = issues[0];
    const detail = first === undefined ? 'is invalid' : `${first.path} ${first.message}`;
    return { reason: 'schema-invalid', message: `${part} ${detail}`, issues };
  } catch (error) {
    const message = `${part} cannot be validated: ${String(error)}`;
    return { reason: 'schema-invalid', message };
  }
};
