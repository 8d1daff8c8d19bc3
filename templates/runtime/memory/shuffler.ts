/** Gives what came in one turn of the event loop in another order, each lane in its own. */
export class Shuffler {
  #state: number;
  #lanes: (() => void)[][] = [];
  readonly #byLane = new Map<string, (() => void)[]>();

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** @param lane what keeps its order; `undefined` keeps none */
  add(lane: string | undefined, give: () => void): void {
    if (this.#lanes.length === 0) setImmediate(() => this.#give());
    let gives = lane === undefined ? undefined : this.#byLane.get(lane);
    if (gives === undefined) {
      gives = [];
      this.#lanes.push(gives);
      if (lane !== undefined) this.#byLane.set(lane, gives);
    }
    gives.push(give);
  }

  #give(): void {
    const lanes = this.#lanes;
    this.#lanes = [];
    this.#byLane.clear();
    while (lanes.length > 0) {
      const index = Math.floor(this.#random() * lanes.length);
      const lane = lanes[index];
      lane?.shift()?.();
      if (lane === undefined || lane.length === 0) lanes.splice(index, 1);
    }
  }

  /** Mulberry32: from 0 to 1, the same for the same seed. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
}
