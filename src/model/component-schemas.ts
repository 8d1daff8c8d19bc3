import { doc } from './doc.js';
import { originOf, placeName } from './place-names.js';
import type { SchemaCollector, UnnamedSchema } from './schemas.js';
import type { View } from './view.js';

/**
 * Adds the schemas of `components.schemas`. One that is a mere reference gives its key to what it
 * leads to, if that has no key of its own; else it becomes another name of it.
 * @returns the schemas that are other names
 */
export function addComponentSchemas(
  components: readonly (readonly [string, View])[],
  schemas: SchemaCollector,
): UnnamedSchema[] {
  const plain = components.filter(([, view]) => !isAlias(view));
  for (const [key, view] of plain) schemas.use(view, { of: 'component', key });
  return components
    .filter(([, view]) => isAlias(view))
    .flatMap(([key, view]) => {
      const target = schemas.nameTarget(view, key);
      return target === undefined ? [] : [alias(key, view, target)];
    });
}

const isAlias = (view: View): boolean =>
  view.isReference ||
  (view.field('schemaFormat') !== undefined && view.field('schema')?.isReference === true);

function alias(key: string, view: View, target: string): UnnamedSchema {
  const id = placeName(view.source.root, view.place);
  return {
    id,
    view,
    role: { of: 'component', key },
    schema: {
      id,
      origin: originOf(view.place),
      doc: doc(view),
      extensions: {},
      json: { $ref: target },
    },
  };
}
