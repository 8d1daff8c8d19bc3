import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import {
  ALIAS,
  DOCUMENT,
  DOUBLE_QUOTED,
  FLOW,
  MAPPING,
  PLAIN,
  POP,
  SCALAR,
  SEQUENCE,
} from './events.js';
import type { Span } from './lines.js';
import { Tree } from './tree.js';
import type { Child } from './tree.js';

const ROOT = 1;

/** Finds where nodes stand in a text, from its events. */
export class Locator {
  readonly #text: string;
  readonly #tree: Tree;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#tree = new Tree(text, events);
  }

  /** The range of the node at a path, or of its key; of the nearest node above where there is none. */
  span(path: readonly string[], part: 'key' | 'value'): Span {
    let child: Child = { node: ROOT };
    for (const segment of path) {
      const next = this.#tree.child(child.node, segment);
      if (next === undefined) break;
      child = next;
    }
    const wanted = part === 'value' ? child.node : (child.key ?? child.node);
    return this.#written(wanted) ?? this.#written(child.key) ?? this.#gap(wanted);
  }

  /** The range of the node that begins with the event of an index. */
  nodeSpan(node: number): Span {
    return this.#written(node) ?? this.#gap(node);
  }

  /** The range of the first key of a mapping that has a name. */
  keySpan(mapping: number, name: string): Span {
    return this.nodeSpan(this.#tree.child(mapping, name)?.key ?? mapping);
  }

  /** The `---` in front of a document that follows the first, whose first node is given. */
  separator(node: number): Span {
    const marker = /^---/gm;
    marker.lastIndex = this.nodeSpan(ROOT).end;
    return marker.test(this.#text)
      ? { start: marker.lastIndex - 3, end: marker.lastIndex }
      : this.nodeSpan(node);
  }

  /** The range of a node; undefined for an empty one, which has no text. */
  #written(node: number | undefined): Span | undefined {
    const event = node === undefined ? undefined : this.#tree.event(node);
    if (node === undefined || event === undefined) return undefined;
    if (event.type === ALIAS) return { start: event.anchorStart - 1, end: event.anchorEnd };
    if (event.type === SCALAR) return this.#scalar(node, event);
    if (event.type !== MAPPING && event.type !== SEQUENCE) return undefined;
    return { start: event.start, end: this.#containerEnd(node, event) };
  }

  #scalar(node: number, event: ScalarEvent): Span | undefined {
    const { valueStart: start, valueEnd: end, style } = event;
    if (start < 0) return marks(event);
    if (style === PLAIN) return { start, end };
    if (style <= DOUBLE_QUOTED) return { start: start - 1, end: end + 1 };
    const body = this.#text.slice(start, end).trimEnd();
    return { start: this.#blockHeader(node, start), end: start + body.length };
  }

  /** The `|` or `>` of a block scalar: it stands on the line before the text. */
  #blockHeader(node: number, valueStart: number): number {
    const line = this.#text.lastIndexOf('\n', valueStart - 2) + 1;
    const from = Math.max(line, this.#endBefore(node), marks(this.#tree.event(node))?.end ?? 0);
    const found = this.#text.slice(from, valueStart).search(/[|>]/);
    return found < 0 ? valueStart : from + found;
  }

  #containerEnd(node: number, event: MappingEvent | SequenceEvent): number {
    const end = this.#contentEnd(node) ?? event.start + 1;
    return event.style === FLOW ? this.#closing(end) : end;
  }

  /** Where the last thing inside of a container ends. */
  #contentEnd(container: number): number | undefined {
    for (const { key, node } of this.#tree.children(container).toReversed()) {
      const span = this.#written(node) ?? this.#written(key);
      if (span !== undefined) return span.end;
    }
    return undefined;
  }

  /** Behind the bracket that closes a flow container, looked for behind its content. */
  #closing(from: number): number {
    const rest = /(?:[\s,:?]|#[^\r\n]*(?![^\r\n]))*[\]}]/y;
    rest.lastIndex = from;
    return rest.test(this.#text) ? rest.lastIndex : from;
  }

  /** An empty node stands at its own `-`, `?` or `:`, else behind what is written before it. */
  #gap(node: number): Span {
    const start = this.#endBefore(node);
    const sign = /(?:[\s,\]}]|#[^\r\n]*(?![^\r\n]))*[-?:](?=\s|$)/y;
    sign.lastIndex = start;
    if (!sign.test(this.#text)) return { start, end: start };
    return { start: sign.lastIndex - 1, end: sign.lastIndex };
  }

  /** Where the text ends that is written before a node. */
  #endBefore(node: number): number {
    for (let i = node - 1; i > 0; i--) {
      const event = this.#tree.event(i);
      const end = event === undefined ? undefined : endOf(event);
      if (end !== undefined) return end;
    }
    return 0;
  }
}

/** Where the text of one event ends; undefined when it has none. */
function endOf(event: Event): number | undefined {
  switch (event.type) {
    case ALIAS:
      return event.anchorEnd;
    case SCALAR:
      return event.valueStart < 0 ? marks(event)?.end : event.valueEnd + quoteLength(event);
    case MAPPING:
    case SEQUENCE:
      return event.style === FLOW ? event.start + 1 : event.start;
    case DOCUMENT:
    case POP:
      return undefined;
  }
}

const quoteLength = ({ style }: ScalarEvent): number =>
  style !== PLAIN && style <= DOUBLE_QUOTED ? 1 : 0;

/** The range of an anchor and a tag, all that there may be of an empty node. */
function marks(event: Event | undefined): Span | undefined {
  if (event === undefined || !('tagStart' in event)) return undefined;
  const { anchorStart, anchorEnd, tagStart, tagEnd } = event;
  if (anchorStart < 0) return tagStart < 0 ? undefined : { start: tagStart, end: tagEnd };
  const start = tagStart < 0 ? anchorStart - 1 : Math.min(anchorStart - 1, tagStart);
  return { start, end: Math.max(anchorEnd, tagEnd) };
}
