import type { Doc } from './model.js';
import { record } from './view.js';
import type { View } from './view.js';

/** Leaves out what is missing, so that the model stays JSON-safe. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) kept[key] = value;
  return kept as Present<Fields>;
}

/** The same fields; those that may be undefined are optional instead. */
export type Present<Fields> = {
  [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<
    Fields[Key],
    undefined
  >;
};

/**
 * The prose about an object: title, summary, description, tags, external documentation.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#tagsObject
 */
export function doc(view: View): Doc {
  const deprecated = view.flag('deprecated') ?? (view.field('x-deprecated') ? true : undefined);
  return present({
    title: view.text('title'),
    summary: view.text('summary'),
    description: view.text('description'),
    deprecated,
    externalDocs: externalDocs(view.follow('externalDocs')),
    tags: tags(view),
  });
}

function externalDocs(view: View | undefined): Doc['externalDocs'] {
  const url = view?.text('url');
  if (view === undefined || url === undefined) return undefined;
  return present({ url, description: view.text('description') });
}

const tags = (view: View): Doc['tags'] =>
  view
    .list('tags')
    .flatMap((item) => item.target() ?? [])
    .flatMap((tag) => {
      const name = tag.text('name');
      return name === undefined ? [] : [present({ name, description: tag.text('description') })];
    });

/** The `x-` fields of an object, as data. */
export function extensions(view: View): Readonly<Record<string, unknown>> {
  const names = view.keys().filter((key) => key.startsWith('x-'));
  return names.length === 0 ? NONE : record(names.map((key) => [key, view.field(key)?.data()]));
}

const NONE: Readonly<Record<string, unknown>> = {};
