import type { Intake } from '../core/transport.js';
import type { Logger } from '../log.js';
import type { KafkaIntake } from './intake.js';
import type { SubscribedTopics } from './subscription.js';
import type { Topics } from './topics.js';

/** Keeps a subscription's list of topics up to date, where parameters are left open. */
export class TopicFollower {
  readonly #subscribed: SubscribedTopics;
  readonly #intake: KafkaIntake;
  readonly #refresh: number;
  readonly #log: Logger;
  readonly #known = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #unwatch: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(subscribed: SubscribedTopics, intake: KafkaIntake, refresh: number, log: Logger) {
    this.#subscribed = subscribed;
    this.#intake = intake;
    this.#refresh = refresh;
    this.#log = log;
  }

  /** Reads the topics that are there now. */
  async start(): Promise<void> {
    await this.#look();
    this.#intake.started();
  }

  /** Looks for new topics now and then, and when this process makes one. */
  watch(topics: Topics): void {
    const again = (): void => {
      this.#looking = this.#looking
        .then(() => this.#look())
        .catch((error: unknown) => {
          this.#log.warn({ err: error }, 'cannot look for new topics, will try again');
        });
    };
    this.#timer = setInterval(again, this.#refresh);
    this.#unwatch = topics.watch((topic) => {
      if (this.#subscribed.matches(topic)) again();
    });
  }

  async #look(): Promise<void> {
    const topics = await this.#subscribed.resolve();
    const fresh = topics.filter(({ topic }) => !this.#known.has(topic));
    if (fresh.length === 0) return;
    for (const { topic } of fresh) this.#known.add(topic);
    await this.#intake.read(fresh);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#unwatch?.();
  }
}

/** An intake whose list of topics is followed until it stops. */
export const withFollower = (
  intake: KafkaIntake,
  follower: TopicFollower,
  closed: () => void,
): Intake => ({
  pause: () => intake.pause(),
  resume: () => intake.resume(),
  lag: () => intake.lag(),
  stop: () => {
    follower.stop();
    return intake.stop();
  },
  close: async () => {
    follower.stop();
    await intake.close();
    closed();
  },
});
