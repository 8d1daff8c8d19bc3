import type { Middleware } from '../use.js';
import type { Call } from './receive/call.js';
import type { AnyHandler, Channel, Route } from './receive/routes.js';
import type { Draft } from './send/compose.js';

/** The middleware of a client, in its order. */
export class Use {
  readonly #senders: readonly Middleware[];
  readonly #receivers: readonly Middleware[];

  constructor(all: readonly Middleware[] = []) {
    this.#senders = all.filter(({ onSend }) => onSend !== undefined);
    this.#receivers = all.filter(({ onReceive }) => onReceive !== undefined);
  }

  /** Nothing looks at what is sent. */
  get sendsAsIs(): boolean {
    return this.#senders.length === 0;
  }

  /** @throws whatever a middleware throws: nothing is sent then */
  async beforeSend<D extends Draft>(draft: D): Promise<D> {
    let now = draft;
    for (const middleware of this.#senders) {
      const { operation, message, payload, options } = now;
      const headers = { ...options.headers };
      const sending = { operation: operation.name, type: message.type, payload, headers };
      const changed = await middleware.onSend?.(sending);
      if (changed === undefined) continue;
      now = {
        ...now,
        payload: changed.payload,
        options: { ...options, headers: changed.headers },
      };
    }
    return now;
  }

  /**
   * The same channels, whose handlers are called after the middleware.
   * @throws TypeError for handlers of batches, which have no context of one message
   */
  around(channels: readonly Channel[]): readonly Channel[] {
    if (this.#receivers.length === 0) return channels;
    return channels.map((channel) => ({
      ...channel,
      routes: new Map([...channel.routes].map(([message, route]) => [message, this.#route(route)])),
    }));
  }

  #route(route: Route): Route {
    const { handler, operation, batch } = route;
    if (handler === undefined) return route;
    if (batch !== undefined) {
      throw new TypeError(
        `${operation.name}: onReceive of \`use\` cannot run for batches, which have no context of one message`,
      );
    }
    const after: AnyHandler = async (message, call) => {
      for (const middleware of this.#receivers) {
        extend(call, await middleware.onReceive?.(message, call));
      }
      return handler(message, call);
    };
    return { ...route, handler: after };
  }
}

/** @throws TypeError for what the context has already */
const extend = (call: Call, more: object | undefined): void => {
  if (more === undefined) return;
  const taken = Object.keys(more).find((name) => name in call);
  if (taken !== undefined) throw new TypeError(`use: the context has ${taken} already`);
  Object.assign(call, more);
};
