import type { ChannelContract, MessageContract } from '../contract.js';
import type { Headers, Meta, OutgoingRecord, Target } from '../core/transport.js';
import { createValidator } from '../validation.js';

/**
 * A message that waits in the outbox. It holds all that sending needs, so that a relay of a newer
 * version of the program, or of another program, sends it as its writer meant it.
 */
export interface OutboxRow {
  /** The message's id: `event-id`. */
  readonly messageId: string;
  /** The message's name on the wire: `event-type`. */
  readonly type: string;
  /** The channel's address with its parameters as written, or the inbox of a reply. For people. */
  readonly address: string;
  /** Rows of one key leave in the order in which they were written. */
  readonly key: string | undefined;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** What else the transport needs: plain data. */
  readonly envelope: Envelope;
}

/** The parts of a record that are neither headers nor bytes. */
export interface Envelope {
  readonly operation: string;
  readonly meta: Meta;
  readonly target: Target;
  readonly message: Pick<MessageContract, 'type' | 'wireType' | 'contentType' | 'bindings'> & {
    /** The declared headers: names only. */
    readonly headers?: { readonly names: readonly string[]; readonly closed: boolean };
  };
}

export const rowOf = (record: OutgoingRecord): OutboxRow => ({
  messageId: record.meta.id,
  type: record.message.wireType,
  address: addressOf(record.target),
  key: record.key,
  headers: record.headers,
  body: record.body,
  envelope: {
    operation: record.operation,
    meta: record.meta,
    target: plainTarget(record.target),
    message: plainMessage(record.message),
  },
});

const addressOf = (target: Target): string =>
  target.to === 'inbox' ? target.address : (target.channel.address ?? target.channel.id);

/** Validators are code, which a row cannot hold, and nobody needs to send a message again. */
const plainTarget = (target: Target): Target =>
  target.to === 'inbox' ? target : { ...target, channel: { ...target.channel, messages: [] } };

const plainMessage = (message: MessageContract): Envelope['message'] => {
  const { type, wireType, contentType, bindings, headers } = message;
  return {
    type,
    wireType,
    contentType,
    ...(bindings?.amqp && { bindings: { amqp: bindings.amqp } }),
    ...(headers && {
      headers: { names: Object.keys(headers.properties), closed: headers.closed },
    }),
  };
};

/** Makes records of rows again. Transports know a channel by its identity: equal ones are shared. */
export class Records {
  readonly #channels = new Map<string, ChannelContract>();

  of({ key, headers, body, envelope }: OutboxRow): OutgoingRecord {
    const { operation, meta, message } = envelope;
    return {
      operation,
      target: this.#target(envelope.target),
      message: revived(message),
      key,
      meta,
      headers,
      body,
      payload: undefined,
    };
  }

  #target(target: Target): Target {
    if (target.to === 'inbox') return target;
    const text = JSON.stringify(target.channel);
    const channel = this.#channels.get(text) ?? target.channel;
    this.#channels.set(text, channel);
    return { ...target, channel };
  }
}

/** It was validated before it was written. */
const validated = createValidator<unknown>(
  () => true,
  () => undefined,
);

const revived = ({ headers, ...message }: Envelope['message']): MessageContract => ({
  ...message,
  payload: validated,
  ...(headers && {
    headers: {
      validator: validated,
      properties: Object.fromEntries(headers.names.map((name) => [name, {}])),
      closed: headers.closed,
    },
  }),
});
