import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AmqpConnection } from '../../../templates/runtime/amqp/client.js';
import { AmqpTransport } from '../../../templates/runtime/amqp/transport.js';
import type { Intake } from '../../../templates/runtime/core/transport.js';
import { FakeBroker } from './fake.js';
import { channel, record, source, toChannel } from './support.js';

const channelRequests = ['assertExchange', 'assertQueue', 'bindQueue', 'prefetch'] as const;
const consuming = ['consume', 'cancel', 'checkQueue'] as const;
const opening = ['createChannel', 'createConfirmChannel'] as const;
type Request = (typeof channelRequests | typeof consuming | typeof opening)[number];

/** As long as a broker that answers never takes here. */
const answerLimit = 60;

/** A broker that leaves a request without an answer, and so its channel without one to `close`. */
class Mute {
  readonly broker = new FakeBroker();
  /** What is left without an answer the next time. */
  request: Request | undefined;
  swallowed = 0;
  /** Requests whose channel was closed then. */
  readonly givenUp: Request[] = [];

  readonly connect = async (): Promise<AmqpConnection> => {
    const connection = await this.broker.connect();
    for (const name of opening) {
      const open = connection[name].bind(connection) as () => Promise<never>;
      connection[name] = async () => {
        if (this.#swallows(name)) return never;
        const made: object = await open();
        return this.#mute(made as Record<string, () => Promise<unknown>>) as never;
      };
    }
    return connection;
  };

  #mute(made: Record<string, (...args: unknown[]) => Promise<unknown>>): object {
    for (const name of [...channelRequests, ...consuming]) {
      const ask = made[name]!.bind(made);
      made[name] = (...args) => {
        if (!this.#swallows(name)) return ask(...args);
        made['close'] = () => {
          this.givenUp.push(name);
          return never;
        };
        return never;
      };
    }
    return made;
  }

  #swallows(name: Request): boolean {
    if (this.request !== name) return false;
    this.request = undefined;
    this.swallowed += 1;
    return true;
  }
}

const never = new Promise<never>(() => undefined);

describe('a broker that does not answer a request', () => {
  const of = channel('pet.adopted');
  const queue = 'email.pet.adopted';
  let mute: Mute;
  let transport: AmqpTransport;
  let states: { readonly state: string; readonly reason: string | undefined }[];
  let warnings: string[];

  const listen = (group: string): Promise<Intake> =>
    transport.consume({
      group,
      sources: [source('Pets', of)],
      concurrency: 1,
      from: 'latest',
      deliver: () => undefined,
      revoke: () => undefined,
      hold: () => undefined,
    });
  const publish = (): Promise<void> => transport.publish(record(toChannel('Pets', of), {}));
  const confirmed = async (sent: Promise<void>): Promise<void> => {
    await Promise.all([sent, expect.poll(confirmNext, { timeout: 5_000 }).toBe(true)]);
  };
  const confirmNext = (): boolean => {
    const all = mute.broker.connections.flatMap(({ confirmChannels }) => confirmChannels);
    const waiting = all.find(({ open, published }) => open && published.length > 0);
    waiting?.confirm();
    return waiting !== undefined;
  };
  const reasons = (): string => states.map(({ reason }) => reason).join('\n');

  beforeEach(() => {
    mute = new Mute();
    states = [];
    warnings = [];
    transport = new AmqpTransport({ connect: mute.connect, backoff: () => 5, answerLimit });
    const ignore = (): void => undefined;
    const note = (fields: object): void => {
      const { err, reason } = fields as { err?: Error; reason?: string };
      warnings.push(err?.message ?? reason ?? '');
    };
    transport.start({
      log: { debug: ignore, info: ignore, warn: note, error: ignore },
      status: (state, reason) => states.push({ state, reason }),
    });
  });
  afterEach(() => transport.close(200));

  it.each(['assertExchange', 'assertQueue', 'bindQueue', 'prefetch', 'consume'] as const)(
    'is asked again at the first start: %s',
    async (request) => {
      mute.request = request;
      await listen('email');
      expect(mute.swallowed).toBe(1);
      expect(states.map(({ state }) => state)).toEqual([
        'connecting',
        'ready',
        'connecting',
        'ready',
      ]);
      expect(reasons()).toContain(`did not answer within ${answerLimit} ms`);
      expect(warnings.join('\n')).toContain('did not answer within');
      expect(mute.broker.connections).toHaveLength(1);
    },
  );

  it.each(['assertQueue', 'consume'] as const)(
    'is asked again while recovering, and says which queue it was: %s',
    async (request) => {
      await listen('email');
      mute.request = request;
      mute.broker.connection.lose();
      await expect.poll(() => states.at(-1)?.state).toBe('ready');
      await expect.poll(() => mute.swallowed).toBe(1);
      await expect.poll(reasons).toContain(queue);
      await expect.poll(() => states.at(-1)?.state).toBe('ready');
      expect(states.at(-2)).toMatchObject({ state: 'recovering' });
      expect(warnings.join('\n')).toContain(queue);
    },
  );

  it('leaves the other subscriptions of the connection alone', async () => {
    await listen('other');
    const [other] = mute.broker.connection.channels.filter(({ open }) => open);
    mute.request = 'consume';
    await listen('email');
    expect(mute.swallowed).toBe(1);
    expect(other!.open).toBe(true);
    expect(mute.broker.connections).toHaveLength(1);
  });

  it('gives up a connection on which no channel can be opened', async () => {
    mute.request = 'createChannel';
    await listen('email');
    expect(mute.broker.connections).toHaveLength(2);
    expect(reasons()).toContain('channel.open');
  });

  it('sends over another connection when it cannot open the channel to send', async () => {
    mute.request = 'createConfirmChannel';
    await confirmed(publish());
    expect(mute.swallowed).toBe(1);
  });

  it('sends although an exchange was not declared at first', async () => {
    mute.request = 'assertExchange';
    await confirmed(publish());
    expect(mute.swallowed).toBe(1);
  });

  it('consumes again after a pause whose end was not answered', async () => {
    const intake = await listen('email');
    intake.pause();
    mute.request = 'consume';
    intake.resume();
    await expect.poll(reasons).toContain(queue);
    await expect.poll(() => states.at(-1)?.state).toBe('ready');
  });

  it('does not hold it against a broker that has blocked the connection', async () => {
    const intake = await listen('email');
    await confirmed(publish());
    const sending = mute.broker.connections.find(
      ({ confirmChannels }) => confirmChannels.length > 0,
    )!;
    sending.emit('blocked', 'low on memory');
    mute.request = 'assertExchange';
    const aside = channel('pet.lost', {
      bindings: { amqp: { exchange: { name: 'aside', type: 'topic' } } },
    });
    const sent = transport.publish(record(toChannel('Pets', aside), {}));
    await expect.poll(() => mute.swallowed).toBe(1);
    // Asked later, on the other connection: when its time is up, so is that of the one before.
    mute.request = 'checkQueue';
    await expect(intake.lag()).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect(mute.givenUp).toEqual(['checkQueue']);
    sending.emit('unblocked');
    await confirmed(sent);
    expect(mute.givenUp).toEqual(['checkQueue', 'assertExchange']);
  });

  it('gives up a connection to send that does not listen for replies', async () => {
    const ask = { title: 'Pets', channel: undefined, deliver: () => undefined };
    await confirmed(publish());
    mute.request = 'consume';
    await expect(transport.openReplies(ask)).rejects.toMatchObject({ code: 'NO_ANSWER' });
    await transport.openReplies(ask);
    expect(mute.broker.connections).toHaveLength(2);
  });

  it('tells who asked how far behind a subscription is', async () => {
    const intake = await listen('email');
    mute.request = 'checkQueue';
    await expect(intake.lag()).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });

  it('leaves no timer behind when it is closed while it waits', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    mute.request = 'consume';
    const late = expect(listen('email')).rejects.toMatchObject({ code: 'CLOSED' });
    await expect.poll(() => mute.swallowed).toBe(1);
    await transport.close(100);
    await late;
    await expect.poll(timers).toBeLessThanOrEqual(before);
  });
});
