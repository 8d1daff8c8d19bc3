/** Keeps the newest items, up to a number. */
export class Ring<Item> {
  readonly #size: number;
  #items: Item[] = [];
  #oldest = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** What the next item will push out. */
  get next(): Item | undefined {
    return this.#items.length < this.#size ? undefined : this.#items[this.#oldest];
  }

  /** @returns whether it pushed out the oldest item */
  push(item: Item): boolean {
    if (this.#size === 0) return true;
    if (this.#items.length < this.#size) {
      this.#items.push(item);
      return false;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = this.#oldest + 1 === this.#size ? 0 : this.#oldest + 1;
    return true;
  }

  remove(item: Item): void {
    this.#items = this.list().filter((one) => one !== item);
    this.#oldest = 0;
  }

  /** Oldest first. */
  list(): Item[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }
}
