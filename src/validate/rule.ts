import type { Place, Resolution, Source } from '../load/source.js';
import type { Schemas } from '../payload/compile.js';
import { hasType } from '../spec/option.js';
import { ownShape, wrongKind } from '../spec/own-kind.js';
import { isObject, isReference, narrow } from '../spec/shape.js';
import type { Kind, ObjectTable } from '../spec/shape.js';
import type { Node } from '../spec/walk.js';
import type { Links } from './links.js';
import type { Report } from './report.js';

/** What a rule may ask about the document. */
export interface Context {
  readonly source: Source;
  readonly report: Report;
  readonly links: Links;
  /** The schemas of the document, to hold examples and defaults against. */
  readonly schemas: Schemas;
  /** The minor version of the document: 0 for 3.0, 1 for 3.1. */
  readonly minor: number;
}

/** One thing that the specification asks of a kind of object. */
export interface Rule {
  /** The code of its diagnostics. */
  readonly id: string;
  /** The objects that it wants to see. */
  readonly kinds: readonly Kind[];
  readonly check: (node: Node, context: Context) => void;
}

/** The child of a place, if it is there. */
export function childOf(context: Context, place: Place, key: string | number): Place | undefined {
  const { value } = place;
  const there = Array.isArray(value)
    ? Number(key) < value.length
    : isObject(value) && Object.hasOwn(value, key);
  return there ? context.source.child(place, key) : undefined;
}

/** The items of a list or the entries of a map at a place; nothing when it is neither. */
export function childrenOf(context: Context, place: Place | undefined): readonly Place[] {
  if (place === undefined) return [];
  return keysOf(place.value).map((key) => context.source.child(place, key));
}

const keysOf = (value: unknown): readonly (string | number)[] => {
  if (Array.isArray(value)) return [...value.keys()];
  return isObject(value) ? Object.keys(value) : [];
};

/** A reference that was followed to an object of the right kind. */
export interface Followed {
  readonly place: Place;
  /** Where the first `$ref` leads, which may itself hold a reference. */
  readonly resolution: Resolution & { readonly ok: true };
}

/**
 * Follows a place to an object of a kind. Nothing comes back when something is wrong with the way
 * there or with what is found: that fault is reported where it is, and is the only one to report.
 */
export function follow(
  context: Context,
  place: Place | undefined,
  wanted: ObjectTable,
): Followed | undefined {
  if (place === undefined || !isReference(place.value)) return undefined;
  const resolution = context.source.resolve(place);
  if (!resolution.ok) return undefined;
  const target = resolution.place;
  if (!isObject(target.value) || isReference(target.value)) return undefined;
  const shape = ownShape(context.source, target);
  if (shape !== undefined && !hasType(shape, target.value)) return undefined;
  if (wrongKind(narrow(wanted, target.value), shape, target.value) !== undefined) return undefined;
  return { place: target, resolution };
}
