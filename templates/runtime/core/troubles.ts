/** What makes a connected bus `degraded`, as long as it lasts. */
export class Troubles {
  readonly #open = new Map<object, string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The reason of the trouble that began first. */
  get reason(): string | undefined {
    return this.#open.values().next().value;
  }

  begin(subject: object, reason: string): void {
    this.#open.set(subject, reason);
    this.#onChange();
  }

  end(subject: object): void {
    if (this.#open.delete(subject)) this.#onChange();
  }
}
