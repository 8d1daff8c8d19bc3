import type { Work } from './work.js';

/**
 * The works that are not done. A doubly linked list through the works themselves: a `Set` with as
 * much coming and going keeps what left it alive until the next full garbage collection.
 */
export class WorkList {
  #first: Work | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(work: Work): void {
    const first = this.#first;
    work.next = first;
    if (first !== undefined) first.previous = work;
    this.#first = work;
    this.#length += 1;
  }

  /** Only for a work that is in the list. */
  remove(work: Work): void {
    const { previous, next } = work;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    work.previous = undefined;
    work.next = undefined;
    this.#length -= 1;
  }

  /** Oldest first; a copy, as whoever walks it closes works. */
  all(): Work[] {
    const works: Work[] = [];
    for (let work = this.#first; work !== undefined; work = work.next) works.push(work);
    return works.reverse();
  }
}
