import type { Place, Resolution, Source } from '../load/source.js';
import { document } from './objects/document.js';
import { ownShape, wrongKind } from './own-kind.js';
import { optionFor } from './option.js';
import { isObject, isReference, narrow } from './shape.js';
import type {
  AnyShape,
  EitherShape,
  JsonObject,
  Kind,
  ObjectShape,
  ObjectTable,
  Shape,
} from './shape.js';

/** An object of the specification where it stands; never a Reference Object. */
export interface Node {
  readonly kind: Kind;
  readonly table: ObjectTable;
  readonly place: Place;
}

/** A Reference Object where it stands, and where it leads. */
export interface Reference {
  readonly from: Place;
  /** What the place of the reference asks for. */
  readonly wanted: ObjectShape | AnyShape;
  readonly resolution: Resolution;
  /** What the target is, when that is not what is asked for: `Message Object`, `list`. */
  readonly wrongKind: string | undefined;
}

/** What stands in a document, each list in the order in which it was come to. */
export interface Walked {
  readonly nodes: readonly Node[];
  readonly references: readonly Reference[];
}

interface Step {
  readonly shape: Shape;
  readonly place: Place;
}

/** Whoever validates a document and lints it after that goes through it once. */
const known = new WeakMap<Source, Walked>();

/**
 * Goes through a document by kind, and through everything that it refers to, in any file. Shows each
 * object once for each table that it falls under, so the cost is linear however often a schema is
 * used and cycles end. What has the wrong JSON type, or is reached as the wrong kind, is not entered.
 */
export function walk(source: Source): Walked {
  const walked = known.get(source) ?? new Walker(source).run();
  known.set(source, walked);
  return walked;
}

class Walker {
  readonly #source: Source;
  readonly #nodes: Node[] = [];
  readonly #references: Reference[] = [];
  /** A stack of our own: documents may be nested deeper than JavaScript's. */
  readonly #steps: Step[] = [];
  readonly #seen = new Map<ObjectTable | AnyShape, Set<unknown>>();

  constructor(source: Source) {
    this.#source = source;
  }

  run(): Walked {
    const { root } = this.#source;
    const shape = { shape: 'object', table: () => document, reference: 'never' } as const;
    this.#steps.push({ shape, place: { file: root, pointer: '', value: root.value } });
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop())
      this.#take(step);
    return { nodes: this.#nodes, references: this.#references };
  }

  #take({ shape, place }: Step): void {
    const { value } = place;
    if (shape.shape === 'object') this.#object(shape, place);
    else if (shape.shape === 'either') this.#option(shape, place);
    else if (shape.shape === 'any') this.#any(shape, place);
    else if (shape.shape === 'map' && isObject(value) && !isReference(value))
      this.#children(Object.keys(value), shape.of, place);
    else if (shape.shape === 'list' && Array.isArray(value))
      this.#children(value.keys(), shape.of, place);
  }

  #option(shape: EitherShape, place: Place): void {
    const option = optionFor(shape, place.value);
    if (option !== undefined) this.#take({ shape: option, place });
  }

  #any(shape: AnyShape, place: Place): void {
    if (shape.reference === true && isReference(place.value)) this.#follow(shape, place);
  }

  #children(keys: Iterable<string | number>, shape: Shape, place: Place): void {
    if (isLeaf(shape)) return;
    for (const key of keys) this.#steps.push({ shape, place: this.#source.child(place, key) });
  }

  #object(shape: ObjectShape, place: Place): void {
    if (!isObject(place.value)) return;
    if (shape.reference !== 'never' && isReference(place.value)) {
      this.#follow(shape, place);
      return;
    }
    if (shape.reference === 'must' || isBrokenReference(shape, place.value)) return;
    const table = narrow(shape.table(), place.value);
    if (this.#enter(table, place.value)) this.#visit(table, place);
  }

  #visit(table: ObjectTable, place: Place): void {
    this.#nodes.push({ kind: table.kind, table, place });
    if (!isObject(place.value)) return;
    for (const key of Object.keys(place.value)) {
      const field = table.fields.get(key);
      if (field !== undefined && !isLeaf(field.shape))
        this.#steps.push({ shape: field.shape, place: this.#source.child(place, key) });
    }
  }

  #follow(wanted: ObjectShape | AnyShape, from: Place): void {
    if (!this.#enter(wanted.shape === 'any' ? wanted : wanted.table(), from.value)) return;
    const resolution = this.#source.resolve(from);
    const target = resolution.ok ? resolution.place : undefined;
    const wrong = target === undefined ? undefined : this.#wrongKind(wanted, target);
    this.#references.push({ from, wanted, resolution, wrongKind: wrong });
    if (target === undefined || wrong !== undefined || wanted.shape === 'any') return;
    this.#object({ ...wanted, reference: 'never' }, target);
  }

  #wrongKind(wanted: ObjectShape | AnyShape, target: Place): string | undefined {
    if (wanted.shape === 'any') return undefined;
    const table = narrow(wanted.table(), target.value);
    if (this.#seen.get(table)?.has(target.value) === true) return undefined;
    return wrongKind(table, ownShape(this.#source, target), target.value);
  }

  /** Whether something is new as what it is asked to be: aliases of YAML are the same object twice. */
  #enter(table: ObjectTable | AnyShape, value: unknown): boolean {
    let seen = this.#seen.get(table);
    if (seen === undefined) this.#seen.set(table, (seen = new Set()));
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  }
}

/** A `$ref` that is not text stands for nothing. */
const isBrokenReference = (shape: ObjectShape, value: JsonObject): boolean =>
  shape.reference === 'may' && Object.hasOwn(value, '$ref');

/** Whether there is nothing below to visit. */
const isLeaf = (shape: Shape): boolean =>
  shape.shape === 'text' ||
  shape.shape === 'number' ||
  shape.shape === 'boolean' ||
  shape.shape === 'null' ||
  (shape.shape === 'any' && shape.reference !== true);
