import { getScalarValue } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { ALIAS, DOCUMENT, MAPPING, PLAIN, POP, SCALAR, SEQUENCE } from './events.js';
import { assertDepth, assertNodes } from './limits.js';
import type { Extent } from './limits.js';
import { setOwn } from './own.js';
import type { Container } from './own.js';
import { plainValue, taggedValue } from './scalar.js';

/** A fault of content: the text is YAML or JSON, but not what JSON can hold, or not one document. */
export interface ContentFault {
  readonly code: 'spec/duplicate-key' | 'spec/json-compatible-yaml' | 'spec/syntax';
  /** The index of the event that it is about. */
  readonly event: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly help?: string;
  /** Of a duplicate key: the mapping that has it twice. */
  readonly mapping?: number;
}

export interface Built {
  readonly value: unknown;
  readonly faults: readonly ContentFault[];
}

/**
 * Builds the value of a list of events: YAML 1.2 core schema, plus merge keys.
 * @throws LimitExceeded when it is too deep or too large
 */
export const build = (text: string, events: readonly Event[]): Built =>
  new Builder(text, events).run();

interface Anchor {
  readonly value: unknown;
  /** Undefined while the node is being read. */
  extent: Extent | undefined;
}

const SCALAR_EXTENT: Extent = { nodes: 0, height: 0 };

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Anchor>();
  readonly #faults: ContentFault[] = [];
  readonly #path: (string | number)[] = [];
  /** The index of the next event. */
  #at = 1;
  #nodes = 0;
  #deepest = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  run(): Built {
    const value = this.#events.length > 1 ? this.#node() : null;
    if (this.#events[this.#at + 1]?.type === DOCUMENT) this.#laterDocument(this.#at + 2);
    return { value, faults: this.#faults };
  }

  #laterDocument(event: number): void {
    this.#faults.push({
      code: 'spec/syntax',
      event,
      path: [],
      message: 'A second YAML document begins here, and a file holds one.',
      help: 'Put it in a file of its own, or delete the `---`.',
    });
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
      case DOCUMENT:
      case POP:
      case undefined:
        return null;
    }
  }

  #scalar(event: ScalarEvent): unknown {
    const value = this.#scalarValue(event);
    if (event.anchorStart >= 0)
      this.#anchors.set(this.#name(event), { value, extent: SCALAR_EXTENT });
    return value;
  }

  #scalarValue(event: ScalarEvent): unknown {
    const text = this.#scalarText(event);
    if (event.tagStart >= 0) return this.#tagged(event, text);
    return event.style === PLAIN ? this.#plain(text) : text;
  }

  #scalarText(event: ScalarEvent): string {
    if (event.fast) return this.#text.slice(event.valueStart, event.valueEnd);
    return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
  }

  #plain(text: string): unknown {
    const value = plainValue(text);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    this.#fault(`\`${text}\` is no number that JSON can hold.`, 'Put it in quotes.');
    return null;
  }

  #tagged(event: ScalarEvent, text: string): unknown {
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    const value = taggedValue(tag, text);
    if (value === undefined) this.#meaningless(tag);
    return value === undefined ? text : value;
  }

  #container(event: MappingEvent | SequenceEvent, value: Container | unknown[]): unknown {
    const depth = this.#path.length + 1;
    assertDepth(depth, this.#at - 1);
    if (event.tagStart >= 0) this.#collectionTag(event);
    if (event.anchorStart >= 0) this.#anchored(event, value, depth);
    else this.#fill(value, depth);
    return value;
  }

  #collectionTag(event: MappingEvent | SequenceEvent): void {
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (tag !== (event.type === MAPPING ? '!!map' : '!!seq') && tag !== '!') this.#meaningless(tag);
  }

  /** Reads a container that aliases may name, and measures it. */
  #anchored(
    event: MappingEvent | SequenceEvent,
    value: Container | unknown[],
    depth: number,
  ): void {
    const anchor: Anchor = { value, extent: undefined };
    this.#anchors.set(this.#name(event), anchor);
    const [nodes, deepest] = [this.#nodes, this.#deepest];
    this.#deepest = depth;
    this.#fill(value, depth);
    anchor.extent = { nodes: this.#nodes - nodes, height: this.#deepest - depth + 1 };
    this.#deepest = Math.max(this.#deepest, deepest);
  }

  #fill(value: Container | unknown[], depth: number): void {
    if (depth > this.#deepest) this.#deepest = depth;
    if (Array.isArray(value)) this.#items(value);
    else this.#entries(value);
    this.#at++;
  }

  #items(list: unknown[]): void {
    while (this.#isOpen()) {
      this.#path.push(list.length);
      list.push(this.#node());
      this.#path.pop();
    }
  }

  #entries(object: Container): void {
    const mapping = this.#at - 1;
    let merged: Set<string> | undefined;
    while (this.#isOpen()) {
      const at = this.#at;
      const key = this.#key();
      this.#path.push(key);
      if (key === '<<' && this.#isMergeKey(at)) merged = this.#merge(object, merged);
      else if (Object.hasOwn(object, key) && merged?.delete(key) !== true)
        this.#repeated(at, mapping);
      else setOwn(object, key, this.#node());
      this.#path.pop();
    }
  }

  #isMergeKey(at: number): boolean {
    const event = this.#events[at];
    return event?.type === SCALAR && event.style === PLAIN && event.tagStart < 0;
  }

  #repeated(event: number, mapping: number): void {
    const path = [...this.#path];
    this.#faults.push({
      code: 'spec/duplicate-key',
      event,
      path,
      message: `The key \`${path.at(-1)}\` stands twice in one object.`,
      help: 'Keep one of the two, or rename one.',
      mapping,
    });
    this.#node();
  }

  /** The key's text: the specification takes keys as the Failsafe schema does, where all are strings. */
  #key(): string {
    const event = this.#events[this.#at];
    if (event?.type === SCALAR) return this.#scalarKey(event);
    const at = this.#at;
    const value = this.#node();
    if (typeof value === 'string') return value;
    this.#fault('A key must be a string.', 'JSON has no lists or objects as keys.', at);
    return '';
  }

  #scalarKey(event: ScalarEvent): string {
    this.#at++;
    this.#nodes++;
    const text = this.#scalarText(event);
    if (event.tagStart >= 0) this.#tagged(event, text);
    if (event.anchorStart >= 0)
      this.#anchors.set(this.#name(event), { value: text, extent: SCALAR_EXTENT });
    if (text === '' && event.style === PLAIN)
      this.#fault('A key is missing here.', 'Put a name before the colon.');
    return text;
  }

  /** `<<` (https://yaml.org/type/merge.html): own keys win over merged ones, earlier over later. */
  #merge(object: Container, merged: Set<string> = new Set()): Set<string> {
    const at = this.#at;
    const value = this.#node();
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (part === null || typeof part !== 'object' || Array.isArray(part))
        this.#fault('`<<` merges objects only.', 'Give it an alias of an object.', at);
      else this.#mergePart(object, part, merged);
    }
    return merged;
  }

  #mergePart(object: Container, part: object, merged: Set<string>): void {
    for (const [key, value] of Object.entries(part)) {
      assertNodes(++this.#nodes, this.#at - 1);
      if (Object.hasOwn(object, key)) continue;
      merged.add(key);
      setOwn(object, key, value);
    }
  }

  #alias(event: AliasEvent): unknown {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) return this.#badAlias(`There is no anchor \`&${name}\` above.`);
    if (anchor.extent === undefined)
      return this.#badAlias(`\`*${name}\` stands inside of what it names, which JSON cannot hold.`);
    this.#add(anchor.extent);
    return anchor.value;
  }

  #add({ nodes, height }: Extent): void {
    const deepest = this.#path.length + height;
    assertDepth(deepest, this.#at - 1);
    assertNodes((this.#nodes += nodes), this.#at - 1);
    this.#deepest = Math.max(this.#deepest, deepest);
  }

  #isOpen(): boolean {
    return this.#at < this.#events.length && this.#events[this.#at]?.type !== POP;
  }

  #name(event: MappingEvent | SequenceEvent | ScalarEvent): string {
    return this.#text.slice(event.anchorStart, event.anchorEnd);
  }

  #badAlias(message: string): null {
    this.#faults.push({
      code: 'spec/syntax',
      event: this.#at - 1,
      path: [...this.#path],
      message,
    });
    return null;
  }

  #meaningless(tag: string): void {
    this.#fault(`The tag \`${tag}\` has no meaning in JSON here.`, 'Delete the tag.');
  }

  /** Reports what JSON cannot hold, at the event that was read last if no other is named. */
  #fault(message: string, help: string, event = this.#at - 1): void {
    this.#faults.push({
      code: 'spec/json-compatible-yaml',
      event,
      path: [...this.#path],
      message,
      help,
    });
  }
}
