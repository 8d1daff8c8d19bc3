/** Says who wrote it, and in which form. */
const mark = 'petevents1:';

/**
 * What a partition's handlers have begun and not ended, kept in the metadata of its commit: offset
 * and how often it was begun. Whoever takes the partition over after a crash knows by it which
 * messages were under way. Those come alone, one after the other, so that the one that ends the
 * process is the only one whose count rises.
 */
export class CrashGuard {
  /** By offset. */
  readonly #begun = new Map<bigint, number>();
  /** A suspect that is being handled. */
  #alone: bigint | undefined;

  /** @param note the metadata of the commit that the partition goes on from */
  constructor(note: string | undefined) {
    if (note?.startsWith(mark) !== true) return;
    for (const part of note.slice(mark.length).split(',')) {
      const [offset = '', count = ''] = part.split('*');
      if (!/^\d+$/.test(offset) || !/^\d+$/.test(count)) continue;
      this.#begun.set(BigInt(offset), Number(count));
    }
  }

  /** Whether it may begin while so many others are under way. */
  admits(offset: bigint, open: number): boolean {
    if (this.#alone !== undefined) return false;
    return !this.#begun.has(offset) || open === 0;
  }

  /** Times that it was begun before and never ended. */
  begin(offset: bigint): number {
    const count = this.#begun.get(offset) ?? 0;
    if (count > 0) this.#alone = offset;
    this.#begun.set(offset, count + 1);
    return count;
  }

  end(offset: bigint): void {
    this.#begun.delete(offset);
    if (this.#alone === offset) this.#alone = undefined;
  }

  /** For the commit: what it has to know if this process ends now. */
  note(): string {
    return mark + Array.from(this.#begun, ([offset, count]) => `${offset}*${count}`).join(',');
  }
}
