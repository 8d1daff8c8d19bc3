import { getScalarValue } from 'js-yaml';
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { ALIAS, MAPPING, PLAIN, POP, SCALAR, SEQUENCE, skipNode } from './events.js';
import { plainValue } from './scalar.js';

/** A fault of content, not of syntax. `first` is the start of the key that was there before. */
export interface ContentFault {
  readonly code: 'spec/duplicate-key' | 'spec/json-compatible-yaml' | 'spec/syntax';
  readonly event: Event;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly help?: string;
  readonly first?: Event;
}

export interface Built {
  readonly value: unknown;
  readonly faults: readonly ContentFault[];
}

type Container = Record<string, unknown>;

/** More nodes than this, aliases written out, are an alias bomb or a mistake. */
export const MAX_NODES = 5_000_000;

/** Builds the value of the first document in a list of events: YAML 1.2 core schema, plus merge keys. */
export const build = (text: string, events: readonly Event[]): Built =>
  new Builder(text, events).run();

interface Anchor {
  readonly value: unknown;
  /** Nodes below, aliases written out; undefined while the node is being read. */
  size: number | undefined;
}

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Anchor>();
  readonly #faults: ContentFault[] = [];
  readonly #path: (string | number)[] = [];
  #at = 1;
  #nodes = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  run(): Built {
    return { value: this.#events.length > 1 ? this.#node() : null, faults: this.#faults };
  }

  #node(): unknown {
    const event = this.#events[this.#at++];
    this.#nodes++;
    switch (event?.type) {
      case SCALAR:
        return this.#scalar(event);
      case MAPPING:
        return this.#container(event, {});
      case SEQUENCE:
        return this.#container(event, []);
      case ALIAS:
        return this.#alias(event);
      default:
        return null;
    }
  }

  #scalar(event: ScalarEvent): unknown {
    const text = this.#scalarText(event);
    const value =
      event.tagStart >= 0
        ? this.#tagged(event, text)
        : event.style === PLAIN
          ? this.#plain(event, text)
          : text;
    if (event.anchorStart >= 0) this.#anchors.set(this.#name(event), { value, size: 0 });
    return value;
  }

  #scalarText(event: ScalarEvent): string {
    if (event.fast) return this.#text.slice(event.valueStart, event.valueEnd);
    return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
  }

  #plain(event: ScalarEvent, text: string): unknown {
    const value = plainValue(text);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    this.#fault(event, `\`${text}\` is no number that JSON can hold.`, 'Put it in quotes.');
    return null;
  }

  #tagged(event: ScalarEvent, text: string): unknown {
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === '!' || tag === '!!str') return text;
    const value = plainValue(text);
    if (tag === '!!int' && Number.isInteger(value)) return value;
    if (tag === '!!float' && typeof value === 'number' && Number.isFinite(value)) return value;
    if (tag === '!!bool' && typeof value === 'boolean') return value;
    if (tag === '!!null' && value === null) return null;
    this.#fault(event, `The tag \`${tag}\` has no meaning in JSON here.`, 'Delete the tag.');
    return text;
  }

  #container(event: MappingEvent | SequenceEvent, value: Container | unknown[]): unknown {
    const before = this.#nodes;
    const anchor: Anchor = { value, size: undefined };
    if (event.anchorStart >= 0) this.#anchors.set(this.#name(event), anchor);
    if (event.tagStart >= 0) this.#collectionTag(event);
    const start = this.#at;
    if (Array.isArray(value)) this.#items(value);
    else this.#entries(value, start);
    this.#at++;
    anchor.size = this.#nodes - before;
    return value;
  }

  #collectionTag(event: MappingEvent | SequenceEvent): void {
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === (event.type === MAPPING ? '!!map' : '!!seq') || tag === '!') return;
    this.#fault(event, `The tag \`${tag}\` has no meaning in JSON here.`, 'Delete the tag.');
  }

  #items(list: unknown[]): void {
    while (this.#isOpen()) {
      this.#path.push(list.length);
      list.push(this.#node());
      this.#path.pop();
    }
  }

  #entries(object: Container, start: number): void {
    let merged: Set<string> | undefined;
    while (this.#isOpen()) {
      const event = this.#events[this.#at];
      if (event === undefined) return;
      const key = this.#key(event);
      this.#path.push(key);
      if (key === '<<' && event.type === SCALAR && event.style === PLAIN && event.tagStart < 0)
        merged = this.#merge(object, event, merged);
      else this.#property({ object, key, event, start }, merged);
      this.#path.pop();
    }
  }

  #property(
    { object, key, event, start }: { object: Container; key: string; event: Event; start: number },
    merged: Set<string> | undefined,
  ): void {
    const isAgain = Object.hasOwn(object, key) && merged?.delete(key) !== true;
    const first = isAgain ? this.#firstKey(start, key) : undefined;
    if (first !== undefined)
      this.#faults.push({
        code: 'spec/duplicate-key',
        event,
        path: [...this.#path],
        message: `The key \`${key}\` stands twice in one object.`,
        help: 'Keep one of the two, or rename one.',
        first,
      });
    const value = this.#node();
    if (!isAgain) setOwn(object, key, value);
  }

  /** The key's text: the specification takes keys as the Failsafe schema does, where all are strings. */
  #key(event: Event): string {
    if (event.type === SCALAR) {
      this.#at++;
      this.#nodes++;
      if (event.anchorStart >= 0 || event.tagStart >= 0) return this.#markedKey(event);
      const text = this.#scalarText(event);
      if (text === '' && event.style === PLAIN)
        this.#fault(event, 'A key is missing here.', 'Put a name before the colon.');
      return text;
    }
    const value = this.#node();
    if (typeof value === 'string') return value;
    this.#fault(event, 'A key must be a string.', 'JSON has no lists or objects as keys.');
    return '';
  }

  #markedKey(event: ScalarEvent): string {
    const text = this.#scalarText(event);
    if (event.tagStart >= 0) this.#tagged(event, text);
    if (event.anchorStart >= 0) this.#anchors.set(this.#name(event), { value: text, size: 0 });
    return text;
  }

  #firstKey(start: number, key: string): Event | undefined {
    let at = start;
    while (at < this.#at) {
      const event = this.#events[at];
      if (event === undefined) return undefined;
      if (event.type === SCALAR && this.#scalarText(event) === key) return event;
      at = skipNode(this.#events, skipNode(this.#events, at));
    }
    return undefined;
  }

  /** `<<` (https://yaml.org/type/merge.html): own keys win over merged ones, earlier over later. */
  #merge(object: Container, event: Event, merged: Set<string> = new Set()): Set<string> {
    const value = this.#node();
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (part === null || typeof part !== 'object' || Array.isArray(part)) {
        this.#fault(event, '`<<` merges objects only.', 'Give it an alias of an object.');
        continue;
      }
      for (const [key, own] of Object.entries(part)) {
        this.#count(1);
        if (Object.hasOwn(object, key)) continue;
        merged.add(key);
        setOwn(object, key, own);
      }
    }
    return merged;
  }

  #alias(event: Event & { type: 5 }): unknown {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) this.#fault(event, `There is no anchor \`&${name}\` above.`);
    else if (anchor.size === undefined)
      this.#fault(event, `\`*${name}\` stands inside of what it names, which JSON cannot hold.`);
    else {
      this.#count(anchor.size);
      return anchor.value;
    }
    return null;
  }

  #count(nodes: number): void {
    this.#nodes += nodes;
    if (this.#nodes > MAX_NODES) throw new TooManyNodes(this.#events[this.#at - 1]);
  }

  #isOpen(): boolean {
    return this.#at < this.#events.length && this.#events[this.#at]?.type !== POP;
  }

  #name(event: MappingEvent | SequenceEvent | ScalarEvent): string {
    return this.#text.slice(event.anchorStart, event.anchorEnd);
  }

  #fault(event: Event, message: string, help?: string): void {
    this.#faults.push({
      code: event.type === ALIAS ? 'spec/syntax' : 'spec/json-compatible-yaml',
      event,
      path: [...this.#path],
      message,
      ...(help === undefined ? {} : { help }),
    });
  }
}

/** Thrown by `build` at the alias that brings the document over the limit. */
export class TooManyNodes extends Error {
  readonly event: Event | undefined;

  constructor(event: Event | undefined) {
    super('too many nodes');
    this.event = event;
  }
}

function setOwn(object: Container, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}
