import { Buffer } from 'node:buffer';
import type { ConfluentLibrary } from '../../../templates/runtime/kafka/confluent.js';
import type {
  AdminClient,
  Callback,
  Config,
  Confirm,
  ConsumerClient,
  DeliveryReport,
  LibraryError,
  Message,
  Offset,
  ProducerClient,
} from '../../../templates/runtime/kafka/confluent/client.js';
import { nameOf } from '../../../templates/runtime/kafka/driver.js';
import { defer } from '../../../templates/runtime/kafka/timing.js';

interface Produced {
  readonly headers: readonly object[];
  readonly confirm: Confirm;
}

type Report = (error: LibraryError | null, report: DeliveryReport) => void;

/** @confluentinc/kafka-javascript with one topic `t` of one partition, as a test directs it. */
export class FakeLibrary implements ConfluentLibrary {
  readonly produced: Produced[] = [];
  /** What `produce` throws. */
  refusal: (Error & LibraryError) | undefined;
  /** The first offset that the broker has. */
  first = 0;
  readonly #subscribed = defer<undefined>();
  readonly subscribed = this.#subscribed.promise;
  #member: FakeMember | undefined;

  get member(): FakeMember {
    if (this.#member === undefined) throw new Error('nobody has subscribed');
    return this.#member;
  }

  readonly Producer = producerOf(this);
  readonly KafkaConsumer = consumerOf((member) => {
    this.#member ??= member;
    this.#subscribed.resolve(undefined);
  });
  readonly AdminClient = { createFrom: (): AdminClient => this.#admin() };

  #admin(): AdminClient {
    const part: Pick<AdminClient, 'describeTopics' | 'listOffsets'> = {
      describeTopics: (_, __, done) =>
        done(null, [{ name: 't', partitions: [{ partition: 0, leader: {}, replicas: [{}] }] }]),
      listOffsets: ([wanted], _, done) =>
        done(null, [{ partition: 0, offset: wanted?.offset.timestamp === -2 ? this.first : 99 }]),
    };
    return part as AdminClient;
  }
}

const producerOf = (library: FakeLibrary) =>
  class implements ProducerClient {
    #report: Report = () => undefined;
    #connected = false;
    connect(_: unknown, done: Callback<unknown>): void {
      this.#connected = true;
      setImmediate(() => done(null, undefined));
    }
    isConnected(): boolean {
      return this.#connected;
    }
    setPollInBackground(): void {}
    on(_: 'delivery-report', listener: Report): void {
      this.#report = listener;
    }
    produce(...given: Parameters<ProducerClient['produce']>): void {
      if (library.refusal !== undefined) throw library.refusal;
      const [, , , , , opaque, headers] = given;
      const confirm: Confirm = (error, offset) => this.#report(error, { offset, opaque });
      library.produced.push({ headers, confirm });
    }
    disconnect(_: number, done: Callback<unknown>): void {
      this.#connected = false;
      setImmediate(() => done(null, undefined));
    }
  };

const consumerOf = (subscribed: (member: FakeMember) => void) =>
  class extends FakeMember {
    constructor(config: Config) {
      super(config, subscribed);
    }
  };

type Poll = Callback<Message[]>;

class FakeMember implements ConsumerClient {
  readonly assigned: (readonly Offset[])[] = [];
  readonly fetches: string[] = [];
  readonly commits: (readonly Offset[])[] = [];
  disconnects = 0;
  isUnassigned = false;
  readonly #unassigned = defer<undefined>();
  readonly unassigned = this.#unassigned.promise;
  readonly #committing = defer<undefined>();
  readonly committing = this.#committing.promise;
  readonly #config: Config;
  readonly #subscribed: (member: FakeMember) => void;
  #queue: Message[] = [];
  #hold: ((poll: Poll) => void) | undefined;
  #connected = false;

  constructor(config: Config, subscribed: (member: FakeMember) => void) {
    this.#config = config;
    this.#subscribed = subscribed;
  }

  #call(name: string, ...args: unknown[]): void {
    const callback = this.#config[name];
    if (typeof callback === 'function') Reflect.apply(callback, this, args);
  }

  rebalance(code: number, partitions: readonly Offset[]): void {
    this.#call('rebalance_cb', { message: 'rebalance', code }, partitions);
  }

  answerCommit(): void {
    this.#call('offset_commit_cb');
  }

  /** Waits until nothing goes on by itself any more. */
  async idle(): Promise<void> {
    for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async gives(offsets: readonly number[]): Promise<void> {
    const value = Buffer.from('x');
    this.#queue.push(...offsets.map((offset) => ({ topic: 't', partition: 0, offset, value })));
    this.#call('queue_non_empty_cb');
    await this.idle();
  }

  /** The next poll is answered by the test. */
  holdPoll(): { begun: Promise<undefined>; answer: (offsets: readonly number[]) => void } {
    const begun = defer<undefined>();
    let held: Poll | undefined;
    this.#hold = (poll) => {
      held = poll;
      begun.resolve(undefined);
    };
    this.#call('queue_non_empty_cb');
    const answer = (offsets: readonly number[]): void =>
      held?.(
        null,
        offsets.map((offset) => ({ topic: 't', partition: 0, offset, value: null })),
      );
    return { begun: begun.promise, answer };
  }

  connect(_: unknown, done: Callback<unknown>): void {
    this.#connected = true;
    setImmediate(() => done(null, undefined));
  }
  isConnected(): boolean {
    return this.#connected;
  }
  setDefaultConsumeTimeout(): void {}
  on(): void {}
  subscribe(): void {
    this.#subscribed(this);
  }
  consume(count: number, done: Poll): void {
    const hold = this.#hold;
    this.#hold = undefined;
    if (hold !== undefined) hold(done);
    else setImmediate(() => done(null, this.#queue.splice(0, count)));
  }
  assign(partitions: Offset[]): void {
    this.assigned.push(partitions);
  }
  unassign(): void {
    this.isUnassigned = true;
    this.#unassigned.resolve(undefined);
  }
  pause([at]: Offset[]): void {
    if (at !== undefined) this.fetches.push(`-${nameOf(at)}`);
  }
  resume([at]: Offset[]): void {
    if (at !== undefined) this.fetches.push(`+${nameOf(at)}`);
  }
  commit(offsets: Offset[]): void {
    this.commits.push(offsets);
    this.#committing.resolve(undefined);
  }
  committed(_: Offset[], __: number, done: Callback<Offset[]>): void {
    done(null, []);
  }
  disconnect(done: Callback<unknown>): void {
    this.disconnects += 1;
    this.#connected = false;
    setImmediate(() => done(null, undefined));
  }
}
