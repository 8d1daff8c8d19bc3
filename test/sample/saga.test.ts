import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newSaga, react } from '../../templates/samples/petstore/src/services/adoptions/saga.js';
import type {
  Input,
  Order,
} from '../../templates/samples/petstore/src/services/adoptions/types.js';
import {
  decide,
  evolve,
  unknownPet,
} from '../../templates/samples/petstore/src/services/pets/decider.js';
import type { Pet } from '../../templates/samples/petstore/src/services/pets/decider.js';

const at = '2026-03-13T10:00:00.000Z';
const failure = { code: 'no', message: 'No.' };

/** Numbers that are the same for the same seed, from 0 to 1. */
const randomFrom = (seed: number) => (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

/**
 * One adoption in a bad world: orders and answers are lost, doubled, late and swapped, workers refuse,
 * and time runs out at any moment. The pet decides by its real decider; the other workers keep what
 * theirs keep: that a thing is done, or undone for good.
 */
class World {
  readonly #random: () => number;
  readonly #orders: Order[] = [];
  readonly #answers: Input[] = [];
  readonly #inbox = new Map<string, Input>();
  readonly #work = new Map<string, 'done' | 'undone'>();
  readonly #ids = { adoptionId: randomUUID(), petId: randomUUID(), customerId: randomUUID() };
  readonly #kind: number;
  saga = newSaga(this.#ids, at);
  pet: Pet;
  ends: string[] = [];

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.#kind = this.#random();
    const { petId } = this.#ids;
    const record = { petId, name: 'Rex', species: 'dog', shelterId: randomUUID() } as const;
    this.pet = evolve(unknownPet, { type: 'PetRegistered', payload: record });
    this.#hear({ type: 'started', at });
  }

  /** Trouble for a while, then none, until nothing is on its way. */
  run(): this {
    for (let n = 0; n < 60; n += 1) this.#step(true);
    for (let n = 0; !this.#isQuiet(); n += 1) {
      if (n > 2_000) throw new Error('it does not end');
      this.#step(false);
    }
    return this;
  }

  get works(): Readonly<Record<string, string | undefined>> {
    return Object.fromEntries(this.#work);
  }

  #isQuiet(): boolean {
    const { pending } = this.saga;
    return pending === undefined && this.#orders.length + this.#answers.length === 0;
  }

  #step(trouble: boolean): void {
    const chance = this.#random();
    const order = chance < 0.45 ? this.#take(this.#orders, trouble) : undefined;
    if (order !== undefined) this.#answers.push(this.#obey(order, trouble));
    const answer = chance >= 0.45 && chance < 0.9 ? this.#take(this.#answers, trouble) : undefined;
    if (answer !== undefined) this.#hear(answer);
    const commandId = this.saga.pending?.commandId;
    if (chance >= 0.9 && commandId !== undefined) this.#hear({ type: 'timeout', at, commandId });
  }

  /** Any of them, not the first; at times it stays and comes again, or is lost. */
  #take<Item>(from: Item[], trouble: boolean): Item | undefined {
    const index = Math.floor(this.#random() * from.length);
    const item = from[index];
    if (item === undefined) return undefined;
    const luck = trouble ? this.#random() : 1;
    if (luck > 0.2) from.splice(index, 1);
    // An outbox loses no order; an answer may be lost with whoever gave it.
    return luck > 0.2 && luck < 0.35 && from === (this.#answers as unknown) ? undefined : item;
  }

  #hear(input: Input): void {
    const { saga, orders, events } = react(this.saga, input, { stepTimeout: 1_000 });
    this.saga = saga;
    this.#orders.push(...orders);
    this.ends.push(...events.map(({ type }) => type));
  }

  /** As the inbox does: the same order again gets the first answer, and nothing happens. */
  #obey(order: Order, trouble: boolean): Input {
    const answer = this.#inbox.get(order.commandId) ?? this.#perform(order, trouble);
    this.#inbox.set(order.commandId, answer);
    return answer;
  }

  #perform({ commandId, step, undo }: Order, trouble: boolean): Input {
    const done = { type: 'done', at, commandId } as const;
    const refused = { type: 'refused', at, commandId, failure } as const;
    // In one world of three somebody refuses; nobody refuses to undo for ever.
    const unwilling = this.#kind < 0.33 && this.#random() < 0.3;
    if (undo && trouble && unwilling) return refused;
    if (step === 'reserve-pet' || step === 'adopt-pet') {
      const type = undo ? 'ReleasePet' : step === 'adopt-pet' ? 'AdoptPet' : 'ReservePet';
      const decision = decide({ type, payload: this.#ids }, this.pet, new Date(at));
      if ('refused' in decision) return refused;
      this.pet = decision.events.reduce(evolve, this.pet);
      return done;
    }
    if (undo) {
      this.#work.set(step, 'undone');
      return done;
    }
    if (this.#work.get(step) === undefined && unwilling) return refused;
    if (this.#work.get(step) !== 'undone') this.#work.set(step, 'done');
    return this.#work.get(step) === 'done' ? done : refused;
  }
}

describe('S1: answers that are lost, doubled, late or swapped', () => {
  test('an adoption is completed or compensated, never half', () => {
    const statuses = new Set<string>();
    for (let seed = 1; seed <= 3_000; seed += 1) {
      const { saga, pet, works, ends } = new World(seed).run();
      const world = `seed ${seed}: ${saga.status}, ${JSON.stringify(works)}, pet ${pet.status}`;
      statuses.add(saga.status);
      expect(ends, world).toHaveLength(1);
      if (saga.status === 'completed') {
        const all = { 'charge-fee': 'done', 'issue-certificate': 'done' };
        expect(works, world).toEqual({ ...all, 'schedule-vet-appointment': 'done' });
        expect(pet.status, world).toBe('adopted');
      } else {
        expect(Object.values(works), world).not.toContain('done');
        expect(pet.status, world).toBe('available');
      }
    }
    expect([...statuses].sort()).toEqual(['completed', 'failed']);
  });
});
