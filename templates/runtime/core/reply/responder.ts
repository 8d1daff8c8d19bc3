import type { MessageContract, OperationContract, ReplyContract } from '../../contract.js';
import { InvalidMessageError, NonRetryableError, UnroutableError } from '../../errors.js';
import type { Logger } from '../../log.js';
import { extraNames } from '../envelope/names.js';
import { planOf } from '../envelope/plan.js';
import { traceOf } from '../envelope/trace.js';
import { readRole } from '../envelope/read-headers.js';
import { own } from '../own.js';
import type { Call } from '../receive/call.js';
import type { Scope } from '../scope.js';
import { scopes } from '../scope.js';
import type { Composer, Draft } from '../send/compose.js';
import type { Publisher } from '../send/publisher.js';
import type { Use } from '../use.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Delivery, OutgoingRecord } from '../transport.js';
import { replyAddress } from './address.js';

export interface ResponderParts {
  readonly composer: Composer;
  readonly publisher: Publisher;
  readonly log: Logger;
  readonly use: Use;
  readonly telemetry: Telemetry | undefined;
  /** Operations that are subscribed to. */
  readonly operations: readonly OperationContract[];
}

/** Sends what handlers return to whoever asked. */
export class Responder {
  readonly #parts: ResponderParts;

  constructor(parts: ResponderParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the broker owns the reply, or when nobody waits for one.
   * @throws NonRetryableError when the handler's value is no valid reply; errors of publishing
   */
  async respond(answer: {
    readonly operation: OperationContract;
    readonly call: Call;
    readonly value: unknown;
  }): Promise<void> {
    const { operation, call, value } = answer;
    const { reply } = operation;
    if (reply === undefined) return;
    const { message, work } = call;
    const to = destination(reply, replyAddress(reply, message.payload, work.delivery.headers));
    if (to === undefined) {
      call.log.debug({ operation: operation.name }, 'the request names no address for its reply');
      return;
    }
    const { correlationId, causationId, trace } = call;
    const scope = { correlationId, causationId, trace };
    const draft: Draft = { ...chosen(operation, reply, value), operation, options: {}, to };
    const { use } = this.#parts;
    const ready = use.sendsAsIs ? draft : await use.beforeSend(draft);
    await this.#publish(scope, ready, (one) => this.#compose(one));
  }

  /** Tells the requester that its request was given up; best effort, never rejects. */
  async giveUp(delivery: Delivery, reason: string): Promise<void> {
    const asked = this.#asked(delivery);
    if (asked === undefined) return;
    const { operation, message, scope, to } = asked;
    const extra = { [extraNames.errorMessage]: reason };
    const draft = { operation, message, payload: undefined, options: {}, extra, to };
    try {
      await this.#publish(scope, draft, (one) => this.#parts.composer.composeRefusal(one));
    } catch (error) {
      this.#parts.log.warn(
        { err: error, operation: operation.name },
        'the requester could not be told',
      );
    }
  }

  /** Who asked, as far as the headers tell: the payload may be beyond reading. */
  #asked(delivery: Delivery) {
    const { source, headers } = delivery;
    const operation = this.#parts.operations.find(
      ({ reply, channel }) => reply !== undefined && channel.id === source.channel.id,
    );
    if (operation?.reply === undefined) return undefined;
    const { reply, messages } = operation;
    const [message] = reply.messages;
    const to = destination(reply, replyAddress(reply, undefined, headers));
    const scope = requestScope(messages, delivery);
    if (message === undefined || to === undefined || scope === undefined) return undefined;
    return { operation, message, to, scope };
  }

  #compose(draft: Draft) {
    try {
      return this.#parts.composer.compose(draft);
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      throw new NonRetryableError(`the reply is invalid: ${error.message}`, { cause: error });
    }
  }

  async #publish(
    scope: Scope,
    draft: Draft,
    compose: (draft: Draft) => OutgoingRecord,
  ): Promise<void> {
    const { publisher, telemetry, log } = this.#parts;
    const send = (composed?: (record: OutgoingRecord) => void): Promise<undefined> => {
      const record = compose(draft);
      composed?.(record);
      return publisher.publish(record, {}, undefined);
    };
    try {
      await scopes.run(scope, () =>
        telemetry === undefined ? send() : telemetry.send(draft, send),
      );
    } catch (error) {
      if (!(error instanceof UnroutableError)) throw error;
      log.debug({ err: error }, 'nobody waits for the reply any more');
    }
  }
}

const requestScope = (
  [request]: readonly MessageContract[],
  delivery: Delivery,
): Scope | undefined => {
  if (request === undefined) return undefined;
  const { headers, fallbackId } = delivery;
  const id = readRole(planOf(request), headers, 'id') ?? fallbackId;
  if (id === undefined) return undefined;
  return {
    correlationId: readRole(planOf(request), headers, 'correlation') ?? id,
    causationId: id,
    trace: traceOf(delivery),
  };
};

const destination = (reply: ReplyContract, address: string | undefined): Draft['to'] => {
  if (address !== undefined) return { inbox: address };
  const { channel } = reply;
  return channel === undefined || channel.address === null ? undefined : { channel };
};

/** The only reply message there is, or the one that the handler names: `{ type, payload }`. */
const chosen = (
  operation: OperationContract,
  reply: ReplyContract,
  value: unknown,
): { readonly message: MessageContract; readonly payload: unknown } => {
  const [only] = reply.messages;
  if (reply.messages.length === 1 && only !== undefined) return { message: only, payload: value };
  const type = own(value, 'type');
  const message = reply.messages.find((one) => one.type === type);
  if (message !== undefined) return { message, payload: own(value, 'payload') };
  const types = reply.messages.map((one) => one.type).join(', ');
  throw new NonRetryableError(
    `${operation.name} must return { type, payload } with one of the types ${types}`,
  );
};
