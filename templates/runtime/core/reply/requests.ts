import type { MessageContract, OperationContract, ReplyContract } from '../../contract.js';
import type { LinkSendOptions } from '../../client.js';
import { NotConnectedError, PublishError, RemoteError, RequestTimeoutError } from '../../errors.js';
import type { Message } from '../../types.js';
import type { Clock } from '../clock.js';
import type { MutableCounters } from '../counters.js';
import type { Deadlines } from '../deadlines.js';
import { correlationIn } from '../envelope/correlation.js';
import { asText } from '../envelope/expression.js';
import { extraNames } from '../envelope/names.js';
import { planOf } from '../envelope/plan.js';
import { readRole } from '../envelope/read-headers.js';
import { onAbort } from '../on-abort.js';
import { own } from '../own.js';
import { messageOf } from '../receive/message.js';
import type { Format } from '../receive/resolve.js';
import { MessageReader } from '../receive/resolve.js';
import type { Composer, Draft } from '../send/compose.js';
import type { Publisher } from '../send/publisher.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Delivery, OutgoingRecord, Transport } from '../transport.js';
import { checkPayloadAddress, replyHeader } from './address.js';
import type { Inboxes } from './inboxes.js';

export interface RequestsParts {
  readonly transport: Transport;
  readonly inboxes: Inboxes;
  readonly composer: Composer;
  readonly publisher: Publisher;
  readonly format: Format;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly counters: MutableCounters;
  readonly telemetry: Telemetry | undefined;
}

export interface Request {
  readonly operation: OperationContract;
  readonly reply: ReplyContract;
  readonly message: MessageContract;
  readonly payload: unknown;
  readonly options: LinkSendOptions;
}

interface Pending {
  readonly correlationId: string;
  readonly take: (delivery: Delivery) => void;
  readonly fail: (error: Error) => void;
}

const defaultTimeout = 30_000;

/** Sends requests and finds the reply of each: by cause, else by correlation. */
export class Requests {
  readonly #parts: RequestsParts;
  /** By the request's id. Who repeats an order while it is under way asks under the same one. */
  readonly #pending = new Map<string, readonly Pending[]>();
  readonly #replies = new Set<MessageContract>();
  #closed = false;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /** @throws RequestTimeoutError, RemoteError, and the errors of publishing */
  async send(request: Request): Promise<Message> {
    const { inboxes, clock } = this.#parts;
    const { reply, options } = request;
    checkPayloadAddress(request, undefined);
    const timeout = options.timeout ?? defaultTimeout;
    const expiry = clock.now() + timeout;
    for (const message of reply.messages) this.#replies.add(message);
    const { signal } = options;
    if (signal?.aborted === true) throw givenUp(signal);
    const address = await this.#within(timeout, inboxes.open(reply, this.#deliver), signal);
    const extra = {
      ...replyHeader(request, address),
      [extraNames.expiresAt]: new Date(expiry).toISOString(),
    };
    const { telemetry } = this.#parts;
    const draft = { ...request, extra };
    if (telemetry === undefined) return this.#ask(draft, timeout).answered;
    return new Promise((resolve, reject) => {
      // The span ends when the broker owns the request: the reply may take its time.
      const ask = (composed: (record: OutgoingRecord) => void): Promise<unknown> => {
        const { answered, sent } = this.#ask(draft, timeout, composed);
        answered.then(resolve, reject);
        return sent;
      };
      telemetry.send(draft, ask).catch(reject);
    });
  }

  #ask(
    draft: Draft & Request,
    timeout: number,
    composed?: (record: OutgoingRecord) => void,
  ): { readonly answered: Promise<Message>; readonly sent: Promise<unknown> } {
    const { composer, publisher } = this.#parts;
    const record = composer.compose(draft);
    composed?.(record);
    const { id, correlationId } = record.stamp;
    const { answered, fail } = this.#expect(id, correlationId, draft, timeout);
    const sent = publisher.publish(record, { signal: draft.options.signal, timeout }, undefined);
    sent.catch((error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
    return { answered, sent };
  }

  /** Nobody waits any more. */
  close(): void {
    this.#closed = true;
    for (const pending of [...this.#pending.values()].flat()) {
      pending.fail(new RequestTimeoutError('the bus was closed before the reply came'));
    }
  }

  /**
   * @throws NotConnectedError when opening the inbox takes longer than the request may, PublishError
   * when the caller gives up first
   */
  #within<Result>(
    limit: number,
    opening: Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const deadline = this.#parts.deadlines.set(limit, () =>
        reject(new NotConnectedError(`no inbox for the reply within ${limit} ms`)),
      );
      const ignore = signal && onAbort(signal, () => reject(givenUp(signal)));
      opening.then(resolve, reject).finally(() => {
        deadline.cancel();
        ignore?.();
      });
    });
  }

  #expect(id: string, correlationId: string, request: Request, timeout: number) {
    const { deadlines } = this.#parts;
    const { signal } = request.options;
    let fail: (error: Error) => void = () => undefined;
    const answered = new Promise<Message>((resolve, reject) => {
      const end = (): void => {
        this.#forget(id, pending);
        deadline.cancel();
        ignore?.();
      };
      fail = (error) => {
        end();
        reject(error);
      };
      const giveUp = (): void =>
        fail(new RequestTimeoutError('the request was given up', { cause: signal?.reason }));
      const deadline = deadlines.set(timeout, () =>
        fail(new RequestTimeoutError(`no reply to ${request.operation.name} in ${timeout} ms`)),
      );
      const ignore = signal && onAbort(signal, giveUp);
      const take = (delivery: Delivery): void => {
        try {
          const message = this.#read(delivery, request.reply);
          end();
          resolve(message);
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const pending: Pending = { correlationId, take, fail };
      this.#pending.set(id, [...(this.#pending.get(id) ?? []), pending]);
      if (this.#closed) fail(new RequestTimeoutError('the bus is closed'));
    });
    return { answered, fail: (error: Error): void => fail(error) };
  }

  #forget(id: string, pending: Pending): void {
    const others = (this.#pending.get(id) ?? []).filter((one) => one !== pending);
    if (others.length === 0) this.#pending.delete(id);
    else this.#pending.set(id, others);
  }

  /** @throws RemoteError when the responder gave up, or the reply is no valid message */
  #read(delivery: Delivery, reply: ReplyContract): Message {
    const refusal = asText(own(delivery.headers, extraNames.errorMessage));
    if (refusal !== undefined) throw new RemoteError(refusal);
    const opened = readerOf(reply.messages, this.#parts.format).open(delivery);
    if (!opened.ok) throw new RemoteError(`the reply is invalid: ${opened.fault.message}`);
    return messageOf(delivery, opened, { attempt: 1, clock: this.#parts.clock });
  }

  readonly #deliver = (wrapped: Delivery): void => {
    const delivery = this.#parts.format.unwrap(wrapped);
    const found = this.#find(delivery);
    if (found === undefined) this.#parts.counters.lateReplies += 1;
    for (const pending of found ?? []) pending.take(delivery);
    delivery.settle();
  };

  #find(delivery: Delivery): readonly Pending[] | undefined {
    const { headers } = delivery;
    for (const message of this.#replies) {
      const cause = readRole(planOf(message), headers, 'causation');
      const pending = cause === undefined ? undefined : this.#pending.get(cause);
      if (pending !== undefined) return pending;
    }
    for (const message of this.#replies) {
      const found = this.#withCorrelation(readRole(planOf(message), headers, 'correlation'));
      if (found !== undefined) return found;
    }
    return this.#withCorrelation(this.#correlationInPayload(delivery));
  }

  /** Several requests may share a correlation id; then it says nothing. */
  #withCorrelation(correlationId: string | undefined): readonly Pending[] | undefined {
    if (correlationId === undefined) return undefined;
    const found = [...this.#pending.values()].filter((pending) =>
      pending.some((one) => one.correlationId === correlationId),
    );
    return found.length === 1 ? found[0] : undefined;
  }

  #correlationInPayload(delivery: Delivery): string | undefined {
    const carriers = [...this.#replies].filter(
      (message) => planOf(message).correlationId?.part === 'payload',
    );
    if (carriers.length === 0) return undefined;
    const opened = readerOf(carriers, this.#parts.format).open(delivery);
    return opened.ok ? correlationIn(opened.plan, opened.payload) : undefined;
  }
}

const givenUp = ({ reason }: AbortSignal): PublishError =>
  new PublishError('the request was given up before it was sent', 'not-sent', { cause: reason });

const readerOf = (messages: readonly MessageContract[], format: Format): MessageReader =>
  new MessageReader(messages, messages, format);
