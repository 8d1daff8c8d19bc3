import { getScalarValue } from 'js-yaml';
import type { Event } from 'js-yaml';
import { ALIAS, FLOW, MAPPING, PLAIN, SCALAR, SEQUENCE, skipNode } from './events.js';
import type { Span } from './lines.js';

/** Finds where nodes stand in a text, from its events. Made for a few questions, not for a walk. */
export class Locator {
  readonly #text: string;
  readonly #events: readonly Event[];

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  /** The range of the node at a path, or of its key; of the nearest node above where there is none. */
  span(path: readonly string[], part: 'key' | 'value'): Span {
    if (this.#events.length < 2) return { start: 0, end: 0 };
    let node = 1;
    let key: number | undefined;
    for (const segment of path) {
      const child = this.#child(node, segment);
      if (child === undefined) break;
      [key, node] = [child.key, child.node];
    }
    const wanted = part === 'key' && key !== undefined ? key : node;
    return (
      this.#nodeSpan(wanted) ??
      (key === undefined ? undefined : this.#nodeSpan(key)) ??
      this.#before(wanted)
    );
  }

  /** The range of the node that begins with an event. */
  eventSpan(event: Event): Span {
    const index = this.#events.indexOf(event);
    return this.#nodeSpan(index) ?? this.#before(index);
  }

  #child(index: number, segment: string): { key?: number; node: number } | undefined {
    const at = this.#target(index);
    const event = this.#events[at];
    if (event?.type === MAPPING) return this.#property(at, segment) ?? this.#merged(at, segment);
    if (event?.type !== SEQUENCE || !/^(?:0|[1-9][0-9]*)$/.test(segment)) return undefined;
    let node = at + 1;
    for (let i = Number(segment); i > 0 && this.#isNode(node); i--)
      node = skipNode(this.#events, node);
    return this.#isNode(node) ? { node } : undefined;
  }

  #property(mapping: number, name: string): { key: number; node: number } | undefined {
    for (const [key, node] of this.#entries(mapping))
      if (this.#keyText(key) === name) return { key, node };
    return undefined;
  }

  #merged(mapping: number, name: string): { key?: number; node: number } | undefined {
    for (const [key, node] of this.#entries(mapping)) {
      const event = this.#events[key];
      if (event?.type !== SCALAR || event.style !== PLAIN || this.#keyText(key) !== '<<') continue;
      const target = this.#target(node);
      const parts = this.#events[target]?.type === SEQUENCE ? this.#items(target) : [target];
      for (const part of parts) {
        const found = this.#child(part, name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  *#entries(mapping: number): Generator<readonly [key: number, node: number]> {
    for (let key = mapping + 1; this.#isNode(key);) {
      const node = skipNode(this.#events, key);
      yield [key, node];
      key = skipNode(this.#events, node);
    }
  }

  #items(sequence: number): number[] {
    const items: number[] = [];
    for (let at = sequence + 1; this.#isNode(at); at = skipNode(this.#events, at)) items.push(at);
    return items;
  }

  #isNode(index: number): boolean {
    const type = this.#events[index]?.type;
    return type === SCALAR || type === MAPPING || type === SEQUENCE || type === ALIAS;
  }

  #keyText(index: number): string | undefined {
    const event = this.#events[this.#target(index)];
    if (event?.type !== SCALAR) return undefined;
    return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
  }

  /** The node that an alias stands for: the last one above with that anchor. */
  #target(index: number): number {
    const alias = this.#events[index];
    if (alias?.type !== ALIAS) return index;
    const name = this.#text.slice(alias.anchorStart, alias.anchorEnd);
    for (let i = index - 1; i > 0; i--) {
      const event = this.#events[i];
      if (event === undefined || !('tagStart' in event) || event.anchorStart < 0) continue;
      if (this.#text.slice(event.anchorStart, event.anchorEnd) === name) return i;
    }
    return index;
  }

  #nodeSpan(index: number): Span | undefined {
    const event = this.#events[index];
    if (event?.type === ALIAS) return { start: event.anchorStart - 1, end: event.anchorEnd };
    if (event?.type === SCALAR) return this.#scalarSpan(event);
    if (event?.type !== MAPPING && event?.type !== SEQUENCE) return undefined;
    const inside = this.#lastEnd(index);
    const end = event.style === FLOW ? this.#closing(inside ?? event.start + 1) : inside;
    return { start: event.start, end: end ?? event.start + 1 };
  }

  #scalarSpan(event: Event & { type: 4 }): Span | undefined {
    if (event.valueStart < 0) return undefined;
    if (event.style === PLAIN) return { start: event.valueStart, end: event.valueEnd };
    if (event.style <= 3) return { start: event.valueStart - 1, end: event.valueEnd + 1 };
    const header = /[|>]/g;
    let start = this.#text.lastIndexOf('\n', event.valueStart - 2) + 1;
    header.lastIndex = start;
    for (
      let m = header.exec(this.#text);
      m !== null && m.index < event.valueStart;
      m = header.exec(this.#text)
    )
      start = m.index;
    const body = this.#text.slice(event.valueStart, event.valueEnd).trimEnd();
    return { start, end: event.valueStart + body.length };
  }

  /** Where the last thing inside of a container ends. */
  #lastEnd(index: number): number | undefined {
    for (let i = skipNode(this.#events, index) - 1; i > index; i--) {
      const event = this.#events[i];
      if (event?.type !== SCALAR && event?.type !== ALIAS) {
        if (event?.type === MAPPING || event?.type === SEQUENCE) return this.#nodeSpan(i)?.end;
        const opened = this.#opener(i);
        if (opened > index && this.#isFlow(opened)) return this.#nodeSpan(opened)?.end;
        continue;
      }
      const span = this.#nodeSpan(i);
      if (span !== undefined) return span.end;
    }
    return undefined;
  }

  #isFlow(index: number): boolean {
    const event = this.#events[index];
    return (event?.type === MAPPING || event?.type === SEQUENCE) && event.style === FLOW;
  }

  /** The container that the POP at `index` closes. */
  #opener(index: number): number {
    let depth = 0;
    for (let i = index; i > 0; i--) {
      const type = this.#events[i]?.type;
      if (type === MAPPING || type === SEQUENCE) depth--;
      else if (type !== SCALAR && type !== ALIAS) depth++;
      if (depth === 0) return i;
    }
    return 0;
  }

  #closing(from: number): number {
    const rest = /(?:[\s,:?]|#.*)*[\]}]/y;
    rest.lastIndex = from;
    return rest.test(this.#text) ? rest.lastIndex : from;
  }

  /** An empty node has no text: it stands behind what is written before it. */
  #before(index: number): Span {
    for (let i = index - 1; i > 0; i--) {
      const event = this.#events[i];
      if (event?.type !== SCALAR && event?.type !== ALIAS) continue;
      const span = this.#nodeSpan(i);
      if (span !== undefined) return span;
    }
    return { start: 0, end: 0 };
  }
}
