import { escapeSegment, placeId } from '../load/source.js';
import type { Place, Source } from '../load/source.js';
import { isObject } from '../spec/shape.js';
import { readHeaders } from '../../templates/runtime/core/envelope/read-headers.js';
import type { Headers } from '../../templates/runtime/core/transport.js';
import type { Recorded } from './envelope.js';
import type { MessageRules, PartRules } from './message-rules.js';
import { applied, namedProperties } from './schema-parts.js';

/** The schemas that may describe one value. */
interface Node {
  readonly properties: ReadonlyMap<string, readonly Place[]>;
  readonly patterns: readonly (readonly [RegExp, Place])[];
  /** Schemas of what is not named: `additionalProperties` as a schema makes a map of any names. */
  readonly others: readonly Place[];
  readonly items: readonly Place[];
  /** Nothing is said about it, so nothing inside of it is unknown. */
  readonly isOpen: boolean;
}

/** Finds properties that no schema names. They are allowed, and often a slip or a contract that lags. */
export class UnknownFields {
  readonly #source: Source;
  readonly #nodes = new Map<string, Node>();

  constructor(source: Source) {
    this.#source = source;
  }

  // What no schema of the message names: `payload /items/*/colour`, with `*` for any item.
  of({ payload, headers, plan }: MessageRules, recorded: Recorded): string[] {
    const found = new Set<string>();
    const look = (part: PartRules | undefined, name: string, value: unknown): void => {
      if (part !== undefined) this.#visit(value, [part.place], { path: `${name} `, found });
    };
    look(payload, 'payload', recorded.payload);
    if (recorded.headers !== undefined)
      look(headers, 'header', readHeaders(plan, recorded.headers as Headers));
    return [...found];
  }

  #visit(value: unknown, schemas: readonly Place[], at: At): void {
    if (typeof value !== 'object' || value === null || schemas.length === 0) return;
    const node = this.#node(schemas);
    if (node.isOpen) return;
    if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, node.items, below(at, '*'));
      return;
    }
    for (const [name, item] of Object.entries(value)) {
      const described = describing(node, name);
      if (described.length > 0) this.#visit(item, described, below(at, escapeSegment(name)));
      else at.found.add(`${at.path}/${escapeSegment(name)}`);
    }
  }

  #node(schemas: readonly Place[]): Node {
    const id = schemas.map(placeId).join('\n');
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const node = this.#make(schemas);
    this.#nodes.set(id, node);
    return node;
  }

  #make(schemas: readonly Place[]): Node {
    const source = this.#source;
    const all = schemas.flatMap((schema) => applied(source, schema, 'perhaps'));
    const properties = new Map<string, Place[]>();
    for (const schema of schemas)
      for (const [name, places] of namedProperties(source, schema, 'perhaps'))
        properties.set(name, [...(properties.get(name) ?? []), ...places]);
    const patterns = all.flatMap((schema) => patternsOf(source, schema));
    const others = all
      .map((schema) => source.child(schema, 'additionalProperties'))
      .filter(({ value }) => isObject(value));
    const items = all.flatMap((schema) => itemsOf(source, schema));
    const isOpen = properties.size + patterns.length + others.length + items.length === 0;
    return { properties, patterns, others, items, isOpen };
  }
}

interface At {
  readonly path: string;
  readonly found: Set<string>;
}

const below = ({ path, found }: At, key: string): At => ({ path: `${path}/${key}`, found });

function describing(node: Node, name: string): readonly Place[] {
  const own = node.properties.get(name) ?? [];
  const matching = node.patterns.filter(([pattern]) => pattern.test(name)).map(([, at]) => at);
  return own.length + matching.length > 0 ? [...own, ...matching] : node.others;
}

function patternsOf(source: Source, schema: Place): (readonly [RegExp, Place])[] {
  const patterns = source.child(schema, 'patternProperties');
  if (!isObject(patterns.value)) return [];
  return Object.keys(patterns.value).flatMap((pattern) => {
    try {
      return [[new RegExp(pattern, 'u'), source.child(patterns, pattern)] as const];
    } catch {
      return [];
    }
  });
}

function itemsOf(source: Source, schema: Place): Place[] {
  const items = source.child(schema, 'items');
  const list = Array.isArray(items.value)
    ? items.value.map((_, index) => source.child(items, index))
    : [items];
  return [...list, source.child(schema, 'additionalItems')].filter(({ value }) => isObject(value));
}
