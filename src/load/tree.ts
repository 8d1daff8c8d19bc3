import { getScalarValue } from 'js-yaml';
import type { Event } from 'js-yaml';
import { ALIAS, MAPPING, PLAIN, POP, SCALAR, SEQUENCE } from './events.js';
import { isIndex } from './own.js';

/** A child of a container; nodes are named by the index of their first event. */
export interface Child {
  readonly node: number;
  /** The node of the key, in a mapping. */
  readonly key?: number;
}

/** Parse events as a tree. Its tables are made once, in one pass, at the first question. */
export class Tree {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** For each node, the index after it. */
  readonly #ends: Uint32Array;
  /** For each alias, the node that it stands for. */
  readonly #targets = new Map<number, number>();
  readonly #properties = new Map<number, ReadonlyMap<string, Child>>();

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
    this.#ends = new Uint32Array(events.length);
    this.#scan();
  }

  event(node: number): Event | undefined {
    return this.#events[node];
  }

  /** The children of a container as they are written, in order. */
  children(container: number): readonly Child[] {
    const children: Child[] = [];
    const isMapping = this.#events[container]?.type === MAPPING;
    for (let at = container + 1; this.#isNode(at);) {
      const node = isMapping ? this.#end(at) : at;
      children.push(isMapping ? { key: at, node } : { node });
      at = this.#end(node);
    }
    return children;
  }

  /** The child that a segment of a JSON Pointer leads to, through aliases and merge keys. */
  child(node: number, segment: string): Child | undefined {
    const at = this.#target(node);
    const type = this.#events[at]?.type;
    if (type === MAPPING) return this.#byName(at).get(segment) ?? this.#merged(at, segment);
    return type === SEQUENCE && isIndex(segment) ? this.#item(at, Number(segment)) : undefined;
  }

  #scan(): void {
    const anchors = new Map<string, number>();
    const open: number[] = [];
    for (const [index, event] of this.#events.entries()) {
      if (event.type === MAPPING || event.type === SEQUENCE) open.push(index);
      const first = event.type === POP ? open.pop() : index;
      if (first !== undefined) this.#ends[first] = index + 1;
      if (!('anchorStart' in event) || event.anchorStart < 0) continue;
      const name = this.#text.slice(event.anchorStart, event.anchorEnd);
      if (event.type === ALIAS) this.#targets.set(index, anchors.get(name) ?? index);
      else anchors.set(name, index);
    }
  }

  #item(sequence: number, index: number): Child | undefined {
    let node = sequence + 1;
    for (let i = 0; i < index && this.#isNode(node); i++) node = this.#end(node);
    return this.#isNode(node) ? { node } : undefined;
  }

  /** The properties of a mapping; of a key that stands there twice, the first. */
  #byName(mapping: number): ReadonlyMap<string, Child> {
    const known = this.#properties.get(mapping);
    if (known !== undefined) return known;
    const named = new Map<string, Child>();
    for (const child of this.children(mapping)) {
      const name = this.#keyText(child);
      if (name !== undefined && !named.has(name)) named.set(name, child);
    }
    this.#properties.set(mapping, named);
    return named;
  }

  #merged(mapping: number, name: string): Child | undefined {
    const merge = this.#byName(mapping).get('<<');
    if (merge === undefined || !this.#isPlain(merge.key)) return undefined;
    const target = this.#target(merge.node);
    const isList = this.#events[target]?.type === SEQUENCE;
    for (const { node } of isList ? this.children(target) : [{ node: target }]) {
      const found = this.child(node, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #keyText({ key = -1 }: Child): string | undefined {
    const event = this.#events[this.#target(key)];
    if (event?.type !== SCALAR) return undefined;
    return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
  }

  #isPlain(key = -1): boolean {
    const event = this.#events[key];
    return event?.type === SCALAR && event.style === PLAIN;
  }

  #target(node: number): number {
    return this.#targets.get(node) ?? node;
  }

  #end(node: number): number {
    return this.#ends[node] ?? this.#events.length;
  }

  #isNode(index: number): boolean {
    const type = this.#events[index]?.type;
    return type === SCALAR || type === MAPPING || type === SEQUENCE || type === ALIAS;
  }
}
