import type { Logger } from './log.js';
import type { Bus, DeadLetterInfo, DeadLetters, RedriveOptions } from './types.js';

/** A dead letter, and the group that gave it up. */
export interface GroupLetter extends DeadLetterInfo {
  readonly group: string;
}

export interface DeadLetterDeskOptions {
  /** By group: `{ email: client.deadLetters('email') }`. */
  readonly boxes: Readonly<Record<string, DeadLetters>>;
  /** The buses that they are on, which know of new ones first. */
  readonly buses: readonly Bus[];
  readonly log: Logger;
  /** Milliseconds that a broker gets to answer. Default 10,000. */
  readonly timeout?: number;
  /** `recent` has something else to tell. */
  readonly onChange?: () => void | Promise<void>;
}

/** Milliseconds for which a look is good: on a broker it is a walk. */
const fresh = 5_000;

/** The dead letters of all groups in one place, for whoever operates the system. */
export class DeadLetterDesk {
  readonly #options: DeadLetterDeskOptions;
  readonly #timeout: number;
  #known: readonly GroupLetter[] = [];
  #looking: Promise<void> | undefined;
  #lookedAt = -fresh;
  #counted = 0;

  constructor(options: DeadLetterDeskOptions) {
    this.#options = options;
    this.#timeout = options.timeout ?? 10_000;
  }

  get groups(): readonly string[] {
    return Object.keys(this.#options.boxes);
  }

  /** @throws NoAnswerError while the broker is away */
  async list(): Promise<readonly GroupLetter[]> {
    const lists = Object.entries(this.#options.boxes).map(async ([group, box]) =>
      (await box.list({ timeout: this.#timeout })).map((letter) => ({ group, ...letter })),
    );
    return (await Promise.all(lists)).flat();
  }

  /** What is known without waiting for a broker. Looks again behind it, and tells `onChange`. */
  recent(): readonly GroupLetter[] {
    const { buses } = this.#options;
    const counted = buses.reduce((sum, bus) => sum + bus.health().counters.deadLettered, 0);
    const isOld = performance.now() - this.#lookedAt >= fresh;
    if (this.#looking === undefined && (isOld || this.#counted !== counted)) {
      this.#counted = counted;
      void this.#look();
    }
    return this.#known;
  }

  /**
   * Sends letters of a group again. @returns how many
   * @throws TypeError for an unknown group, NoAnswerError: then nothing is sent, also not later
   */
  async redrive(group: string, options: RedriveOptions = {}): Promise<number> {
    const box = this.#options.boxes[group];
    if (box === undefined) throw new TypeError(`there is no group ${group} here`);
    const { ids } = await box.redrive({ timeout: this.#timeout, ...options });
    await this.#look();
    return ids.length;
  }

  async #look(): Promise<void> {
    this.#looking = this.#refresh();
    await this.#looking;
    this.#looking = undefined;
    this.#lookedAt = performance.now();
  }

  async #refresh(): Promise<void> {
    try {
      const known = await this.list();
      const isNews = JSON.stringify(known) !== JSON.stringify(this.#known);
      this.#known = known;
      if (isNews) await this.#options.onChange?.();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'dead letters cannot be read');
    }
  }
}
