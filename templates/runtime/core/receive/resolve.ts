import type { ChannelContract, MessageContract } from '../../contract.js';
import type { Codecs } from '../envelope/codecs.js';
import type { MessagePlan } from '../envelope/plan.js';
import { planOf } from '../envelope/plan.js';
import { readHeaders, readRole } from '../envelope/read-headers.js';
import type { Issue } from '../../validator.js';
import type { Delivery, Headers } from '../transport.js';
import type { Upcasters } from './upcasters.js';
import type { Reading } from './versions.js';
import { upcastHeaders, Versions } from './versions.js';

/** What became of a delivery's bytes and headers. */
export type Opened = Valid | { readonly ok: false; readonly fault: Fault };

interface Valid {
  readonly ok: true;
  readonly plan: MessagePlan;
  readonly payload: unknown;
  readonly headers: Headers;
}

/** Why a message never reaches a handler. */
export interface Fault {
  readonly reason: 'unparseable' | 'schema-invalid' | 'unknown-type' | 'unknown-version';
  readonly message: string;
  readonly issues?: readonly Issue[];
}

/** How a client reads messages, whichever they are. */
export interface Format {
  readonly codecs: Codecs;
  readonly upcasters: Upcasters;
  /** Takes a message out of the envelope in its body, where it has one there. */
  readonly unwrap: (delivery: Delivery) => Delivery;
}

/** The messages that a channel may carry. */
export class MessageReader {
  readonly #plans: readonly MessagePlan[];
  readonly #byMessage: ReadonlyMap<MessageContract, Reading>;
  readonly #codecs: Codecs;
  readonly #versions: Versions;

  /** @param wanted those of the messages that somebody takes */
  constructor(
    messages: readonly MessageContract[],
    wanted: readonly MessageContract[],
    { codecs, upcasters }: Format,
  ) {
    this.#plans = messages.map(planOf);
    this.#versions = new Versions(this.#plans, new Set(wanted), upcasters);
    this.#byMessage = new Map(this.#plans.map((plan) => [plan.message, this.#versions.own(plan)]));
    this.#codecs = codecs;
  }

  /** Of a channel, with those that its operations take. */
  static of(
    channel: ChannelContract,
    wanted: readonly MessageContract[],
    format: Format,
  ): MessageReader {
    return new MessageReader([...new Set([...channel.messages, ...wanted])], wanted, format);
  }

  /** It becomes a newer message before any handler sees it. */
  upcasts(message: MessageContract): boolean {
    return (this.#byMessage.get(message)?.steps.length ?? 0) > 0;
  }

  /** Decodes, upcasts and validates: metadata tells the type, else what fits. Never throws. */
  open(delivery: Delivery): Opened {
    const { record } = delivery;
    // The same document on both sides of one process: the type is known.
    const sent = record && this.#byMessage.get(record.message);
    if (sent !== undefined) return this.#openSent(sent, delivery);
    const named = this.#named(delivery.headers);
    if (named === 'unknown') return fault('unknown-type', 'nobody knows a message of this type');
    const { headers } = delivery;
    const candidates = named ?? this.#plans;
    const readings = this.#versions.select(candidates, headers);
    const [only] = readings;
    const [first] = candidates;
    if (only === undefined && first !== undefined) {
      return unknownVersion(first, readRole(first, headers, 'version'));
    }
    return readings.length === 1 && only !== undefined
      ? this.#read(only, delivery)
      : this.#fitting(readings, delivery);
  }

  #openSent(reading: Reading, delivery: Delivery): Opened {
    const said = freeVersion(reading.from, delivery);
    const chosen = said === undefined ? reading : this.#versions.of(reading.from, said);
    if (chosen === undefined) return unknownVersion(reading.from, said);
    return trusted(chosen, delivery) ?? this.#read(chosen, delivery);
  }

  /** The messages that the headers name; `undefined` when they name no type. */
  #named(headers: Headers): readonly MessagePlan[] | 'unknown' | undefined {
    let typed = false;
    const named = this.#plans.filter((plan) => {
      const type = readRole(plan, headers, 'type');
      if (type === undefined) return false;
      typed = true;
      return type === plan.message.wireType;
    });
    if (named.length > 0) return named;
    return typed ? 'unknown' : undefined;
  }

  #fitting(readings: readonly Reading[], delivery: Delivery): Opened {
    const opened = readings.map((reading) => this.#read(reading, delivery));
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

  #read({ from, plan, steps }: Reading, delivery: Delivery): Opened {
    // Another document's message, from the same process: it is bytes to us, as from a broker.
    const sent = delivery.record?.message === from.message ? delivery.record : undefined;
    let payload: unknown;
    try {
      payload = this.#payload(from.message, delivery, sent !== undefined);
    } catch (error) {
      return fault('unparseable', error instanceof Error ? error.message : String(error));
    }
    const headers =
      sent?.declared === undefined ? readHeaders(plan, delivery.headers) : { ...sent.declared };
    const asSent: Valid = { ok: true, plan, payload, headers };
    if (steps.length === 0) return faultOf(asSent, delivery) ?? asSent;
    try {
      const upcast = steps.reduce((value, step) => step(value), payload);
      const opened: Valid = { ...asSent, payload: upcast, headers: upcastHeaders(plan, headers) };
      return faultOf(opened, delivery) ?? opened;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return fault('schema-invalid', `an upcaster of ${plan.message.wireType} threw: ${message}`);
    }
  }

  #payload({ contentType }: MessageContract, delivery: Delivery, isSent: boolean): unknown {
    const value = isSent || delivery.original !== undefined ? delivery.value : undefined;
    return value === undefined ? this.#codecs.decode(contentType, delivery.body) : value.payload;
  }
}

/** The version that the sender chose, where the document leaves that to it. */
const freeVersion = (plan: MessagePlan, { record }: Delivery): string | undefined =>
  plan.declares && plan.versionConst === undefined && record?.declared !== undefined
    ? readRole(plan, record.declared, 'version')
    : undefined;

/** The very object that was found valid when it was sent; see `Delivery.trusted`. */
const trusted = ({ plan, steps }: Reading, { record, trusted }: Delivery): Opened | undefined =>
  trusted === true && record?.declared !== undefined && steps.length === 0
    ? { ok: true, plan, payload: record.payload, headers: record.declared }
    : undefined;

/** What is wrong with it; `undefined` when it is valid. */
const faultOf = ({ plan, payload, headers }: Valid, delivery: Delivery): Opened | undefined => {
  const { message } = plan;
  const invalid =
    check(message.payload, payload, 'payload') ??
    (message.headers && check(message.headers.validator, headers, 'headers'));
  if (invalid === undefined) return undefined;
  const empty = payload === undefined && delivery.body.length === 0;
  return empty ? fault('unparseable', 'there is no payload') : { ok: false, fault: invalid };
};

const fault = (reason: Fault['reason'], message: string): Opened => ({
  ok: false,
  fault: { reason, message },
});

const unknownVersion = ({ message }: MessagePlan, said: string | undefined): Opened =>
  fault(
    'unknown-version',
    `nobody knows ${said === undefined ? 'a message without version' : `version ${said}`} of ${message.wireType}`,
  );

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
