import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** `up`: from the client to the broker. */
type Direction = 'up' | 'down';

interface Pair {
  readonly client: Socket;
  readonly broker: Socket;
}

/** A bad network between the client and a broker on this machine. */
export class Proxy {
  readonly #target: number;
  readonly #server = createServer((client) => this.#accept(client));
  readonly #pairs = new Set<Pair>();
  #stalled = false;
  #refusing = false;
  #delay = 0;
  #budget: { direction: Direction; left: number } | undefined;

  private constructor(target: number) {
    this.#target = target;
  }

  /** Listens on a port of its own and forwards to `target`. */
  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Resets (RST) every connection. */
  readonly cut = (): void => {
    for (const { client, broker } of [...this.#pairs]) {
      client.resetAndDestroy();
      broker.resetAndDestroy();
    }
  };

  /** Lets nothing through, in either direction, and closes nothing. */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
    for (const pair of this.#pairs) this.#flow(pair);
  }

  /** Closes new connections at once. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  /** Milliseconds that bytes take longer, each way. */
  slow(delay: number): void {
    this.#delay = delay;
  }

  /** Resets everything once that many bytes went through in this direction. */
  cutAfter(direction: Direction, bytes: number): void {
    this.#budget = { direction, left: bytes };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const broker = connect(this.#target, '127.0.0.1');
    broker.on('error', () => undefined);
    const pair = { client, broker };
    this.#pairs.add(pair);
    this.#forward(client, broker, 'up');
    this.#forward(broker, client, 'down');
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      broker.destroy();
    };
    client.on('close', end);
    broker.on('close', end);
    this.#flow(pair);
  }

  #forward(from: Socket, to: Socket, direction: Direction): void {
    from.on('data', (chunk: Buffer) => {
      const budget = this.#budget;
      if (budget?.direction === direction && chunk.length >= budget.left) {
        this.#budget = undefined;
        // What is written before a reset may be thrown away with it: let it arrive first.
        to.write(chunk.subarray(0, budget.left), this.cut);
        return;
      }
      if (budget?.direction === direction) budget.left -= chunk.length;
      if (this.#delay === 0) to.write(chunk);
      else setTimeout(() => to.destroyed || to.write(chunk), this.#delay);
    });
  }

  #flow({ client, broker }: Pair): void {
    for (const socket of [client, broker]) {
      if (this.#stalled) socket.pause();
      else socket.resume();
    }
  }
}
