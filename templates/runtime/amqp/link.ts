import { withAnswers } from './answers.js';
import type { AmqpConnection } from './client.js';
import { within } from './within.js';
import { Supervisor, toError, type SupervisorState } from './supervisor.js';

export type LinkState = SupervisorState | 'blocked';

export interface LinkOptions {
  readonly name: string;
  readonly connect: () => Promise<AmqpConnection>;
  /** Milliseconds until an attempt to connect counts as failed. */
  readonly connectLimit: number;
  /** Milliseconds until a request that the broker does not answer counts as failed. */
  readonly answerLimit: number;
  readonly changed: (state: LinkState, reason?: string) => void;
  readonly backoff?: (failures: number) => number;
}

/**
 * One supervised connection. Each AMQP transport has two, one to send and one to consume: when
 * RabbitMQ runs short of memory it stops reading from connections that publish, acks included.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #supervisor: Supervisor<AmqpConnection>;
  readonly #unblocked = new Set<() => void>();
  #lose: ((reason: Error) => void) | undefined;
  #blocked = false;
  #trouble: Error | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#supervisor = new Supervisor<AmqpConnection>({
      name: options.name,
      open: (lost) => this.#open(lost),
      dispose: (connection) => closeConnection(connection),
      changed: (state, reason) => options.changed(state, reason?.message),
      ...(options.backoff && { backoff: options.backoff }),
    });
  }

  /** The broker has asked us to stop publishing. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Largest frame in bytes; AMQP's minimum while nothing is agreed on. */
  get frameMax(): number {
    return this.#supervisor.current?.connection.frameMax ?? SMALLEST_FRAME_MAX;
  }

  /** Waits for a connection. @throws ClosedError */
  get(): Promise<AmqpConnection> {
    return this.#supervisor.get();
  }

  /** One attempt. @throws whatever connecting throws */
  attempt(): Promise<AmqpConnection> {
    return this.#supervisor.attempt();
  }

  /** What the connection reported last: the better reason for a channel that just ended. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  onUnblocked(listener: () => void): void {
    this.#unblocked.add(listener);
  }

  /** A connection may be found dead only by whoever uses it: no channel can be opened on it. */
  suspect(connection: AmqpConnection, reason: Error): void {
    if (connection === this.#supervisor.current) this.#lose?.(reason);
  }

  /** Closes the connection, by force after `limit` milliseconds. Never rejects. */
  async close(limit: number): Promise<void> {
    const connection = this.#supervisor.current;
    const attempted = this.#supervisor.attempted();
    await within(Promise.all([this.#supervisor.close(), attempted]), limit);
    if (connection !== undefined) endSocket(connection);
  }

  async #open(lost: (reason: Error) => void): Promise<AmqpConnection> {
    const connection: AmqpConnection = withAnswers(await this.#connect(), {
      limit: this.#options.answerLimit,
      isBlocked: () => this.#blocked,
      onMute: (reason) => this.suspect(connection, reason),
    });
    this.#trouble = undefined;
    const end = (cause: unknown): void => {
      endSocket(connection);
      this.#setBlocked(false);
      lost(this.#trouble ?? toError(cause ?? 'the connection was closed'));
    };
    connection.on('error', (error) => (this.#trouble ??= toError(error)));
    connection.on('close', end);
    connection.on('blocked', (why) => this.#setBlocked(true, String(why)));
    connection.on('unblocked', () => this.#setBlocked(false));
    this.#lose = end;
    return connection;
  }

  /** A handshake that hangs is a failure; should it succeed later, nobody wants it any more. */
  #connect(): Promise<AmqpConnection> {
    const { connect, connectLimit, name } = this.#options;
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new Error(`${name}: no connection within ${connectLimit} ms`));
      }, connectLimit);
      Promise.resolve()
        .then(connect)
        .then((connection) => {
          clearTimeout(timer);
          if (late) void closeConnection(connection).catch(() => undefined);
          else resolve(connection);
        })
        .catch((error: unknown) => {
          clearTimeout(timer);
          reject(toError(error));
        });
    });
  }

  #setBlocked(blocked: boolean, reason?: string): void {
    if (this.#blocked === blocked) return;
    this.#blocked = blocked;
    this.#options.changed(blocked ? 'blocked' : this.#supervisor.state, reason);
    if (blocked) return;
    for (const listener of this.#unblocked) listener();
  }
}

/** `FRAME_MIN_SIZE` of AMQP 0-9-1. */
const SMALLEST_FRAME_MAX = 4096;

/** With a reason, or amqplib would not notice and keep its heartbeat. After a close it is no news. */
const endSocket = ({ connection }: AmqpConnection): void =>
  void connection.stream?.destroy(new Error('the socket was closed'));

const closeConnection = async (connection: AmqpConnection): Promise<void> => {
  connection.on('error', () => undefined);
  try {
    await connection.close();
  } catch {
    // It was closed already.
  }
  endSocket(connection);
};
