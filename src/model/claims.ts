import type { Diagnostic } from '../diagnostic.js';
import type { Place } from '../load/source.js';
import type { Names } from './model.js';
import { clashKey, isReserved, namesFor } from './names.js';
import { compareText } from './order.js';

/** Something that wants a name. */
export interface Claim {
  readonly id: string;
  readonly place: Place;
  /** `message`, `schema`: what it is, for people and where its text begins with no letter. */
  readonly kind: 'message' | 'schema' | 'channel';
  /** The texts that it may be called by, the best first. */
  readonly texts: readonly string[];
  /** What the document calls it: its name and its key. */
  readonly called: readonly string[];
  /** The name comes from the document, so that a user wants to know when it is another one. */
  readonly isDeclared: boolean;
}

interface Candidate {
  readonly claim: Claim;
  readonly level: number;
  readonly text: string;
  readonly names: Names;
  /** What no two names may have in common. */
  readonly key: string;
  /** What had the better name. */
  readonly blocker: Blocker | undefined;
}

type Blocker = { readonly claim: Claim } | { readonly reserved: string };

const PREFIX = { message: 'Message', schema: 'Schema', channel: 'Channel' } as const;

/**
 * Gives each thing a name of its own. A name that two of one kind want goes to the one that is
 * called nothing else, else to neither: nothing depends on their order, and nothing is numbered.
 */
export class NameBook {
  readonly #taken = new Map<string, Claim>();
  readonly #diagnostics: Diagnostic[] = [];

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** Names things of one rank. What was named before keeps its names. */
  assign(claims: readonly Claim[]): ReadonlyMap<string, Names> {
    const assigned = new Map<string, Names>();
    let open = claims.flatMap((claim) => this.#candidate(claim, 0, undefined));
    while (open.length > 0) {
      const next: Candidate[] = [];
      for (const group of groups(open)) {
        const winner = this.#winner(group);
        if (winner !== undefined) this.#accept(winner, assigned);
        for (const loser of group) {
          if (loser !== winner) next.push(...this.#retry(loser, group));
        }
      }
      open = next;
    }
    return assigned;
  }

  /** Marks a name that is made from another one as taken. */
  take(names: Names, claim: Claim): void {
    const other = this.#taken.get(clashKey(names.type));
    if (other === undefined) this.#taken.set(clashKey(names.type), claim);
    else this.#collide(claim, names.type, other);
  }

  #winner(group: readonly Candidate[]): Candidate | undefined {
    const [first] = group;
    if (first === undefined || this.#taken.has(first.key)) return undefined;
    const able = group.filter(({ names }) => !isReserved(names));
    if (group.length === 1) return able[0];
    const namesakes = able.filter(({ claim, key }) =>
      claim.called.every((text) => keyOf(claim, text) === key),
    );
    const asWritten = namesakes.filter(({ claim, names }) => claim.called.includes(names.type));
    return [namesakes, asWritten].find(({ length }) => length === 1)?.[0];
  }

  #accept({ claim, names, key, blocker, text }: Candidate, assigned: Map<string, Names>): void {
    this.#taken.set(key, claim);
    assigned.set(claim.id, names);
    if (blocker !== undefined && claim.isDeclared) this.#tell(claim, names.type, blocker);
    else if (names.value.endsWith('_') && !text.endsWith('_'))
      this.#tellReserved(claim, names.value);
  }

  #retry(loser: Candidate, group: readonly Candidate[]): Candidate[] {
    const { claim, names, key, level } = loser;
    const other = this.#taken.get(key) ?? group.find((each) => each !== loser)?.claim;
    const isOther = other !== undefined && other !== claim;
    const blocker: Blocker = isOther ? { claim: other } : { reserved: names.type };
    const next = this.#candidate(claim, level + 1, blocker);
    const isTold = other === undefined || (group[0] === loser && isOther && !this.#taken.has(key));
    if (next.length === 0 && !isTold) this.#collide(claim, names.type, other);
    return next;
  }

  #candidate(claim: Claim, level: number, blocker: Blocker | undefined): Candidate[] {
    const text = claim.texts[level];
    if (text === undefined) return [];
    const names = namesFor(text, PREFIX[claim.kind]);
    return [{ claim, level, text, blocker, names, key: clashKey(names.type) }];
  }

  #tell(claim: Claim, type: string, blocker: Blocker): void {
    const what = `The ${claim.kind} \`${claim.texts[0] ?? ''}\` is called \`${type}\` in code`;
    const isReservedName = 'reserved' in blocker;
    this.#diagnostics.push({
      code: isReservedName ? 'codegen/reserved-word' : 'codegen/renamed',
      severity: 'info',
      message: isReservedName
        ? `${what}: generated code uses \`${blocker.reserved}\` itself.`
        : `${what}: something else has its name.`,
      at: locate(claim.place),
      pointer: claim.place.pointer,
      ...(isReservedName ? {} : { related: [sameName(blocker.claim)] }),
    });
  }

  #tellReserved(claim: Claim, value: string): void {
    this.#diagnostics.push({
      code: 'codegen/reserved-word',
      severity: 'info',
      message: `The validator of \`${claim.texts[0] ?? ''}\` is called \`${value}\`: without the \`_\` it is a word that JavaScript, or generated code, uses itself.`,
      at: locate(claim.place),
      pointer: claim.place.pointer,
    });
  }

  #collide(claim: Claim, type: string, other: Claim): void {
    this.#diagnostics.push({
      code: 'codegen/name-collision',
      severity: 'error',
      message: `Two things would be called \`${type}\` in code: this ${claim.kind}, and another ${other.kind}.`,
      at: locate(claim.place),
      pointer: claim.place.pointer,
      help: `Give one of them another \`name\`, or another key.`,
      related: [sameName(other)],
    });
  }
}

const keyOf = (claim: Claim, text: string): string =>
  clashKey(namesFor(text, PREFIX[claim.kind]).type);

const sameName = (claim: Claim) => ({
  message: `The ${claim.kind} with the same name.`,
  at: locate(claim.place),
});

const locate = ({ file, pointer }: Place) => file.locate(pointer, 'key');

/** Candidates that want the same name, in an order that does not depend on the document's. */
function groups(candidates: readonly Candidate[]): Candidate[][] {
  const byName = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = byName.get(candidate.key);
    if (group === undefined) byName.set(candidate.key, [candidate]);
    else group.push(candidate);
  }
  return [...byName.entries()].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
}
