import { placeId } from '../load/source.js';
import { schemaFormat } from '../spec/schema-format.js';
import { doc, extensions } from './doc.js';
import type { JsonSchema, Schema } from './model.js';
import { originOf, placeName } from './place-names.js';
import { schemaJson } from './schema-json.js';
import type { View } from './view.js';

/** A schema that traits were merged into stands at no single place: it is known by its message. */
const idOf = (view: View, role: Role): string =>
  view.isMerged && 'message' in role
    ? `${role.message}/${role.of}`
    : placeName(view.source.root, view.place);

/** What a schema is there for, which decides its name and the file that it stands in. */
export type Role =
  | { readonly of: 'component'; readonly key: string }
  /** Declared inside a message. */
  | { readonly of: 'payload' | 'headers' | 'key'; readonly message: string }
  /** Whatever else a reference points at. */
  | { readonly of: 'target' };

/** A schema that has no name yet. */
export interface UnnamedSchema {
  readonly id: string;
  readonly schema: Omit<Schema, 'names' | 'module'>;
  readonly view: View;
  readonly role: Role;
}

interface Found {
  readonly id: string;
  readonly view: View;
  role: Role;
}

/** A schema's id, or the language that it is written in when it is not JSON Schema. */
export type SchemaUse = { readonly id: string } | { readonly foreign: string };

/**
 * Collects the schemas that get a name, each once, by the place where it stands. References are
 * followed by a list of what is still to do, so that recursion ends and the cost is linear.
 */
export class SchemaCollector {
  readonly #found = new Map<string, Found>();
  readonly #byId = new Map<string, Found>();
  readonly #queue: string[] = [];

  /**
   * Uses a schema, with what a reference or a Multi Format Schema Object leads to.
   * @param role what it is when it stands at this place itself
   */
  use(view: View, role: Role): SchemaUse | undefined {
    let target = view.target();
    let own: Role = view.isReference ? { of: 'target' } : role;
    const format = target?.text('schemaFormat');
    if (target !== undefined && format !== undefined) {
      const { family, name } = schemaFormat(format);
      if (family === 'foreign' || family === 'other-draft') return { foreign: name };
      const inner = target.field('schema');
      own = inner?.isReference === true ? { of: 'target' } : own;
      target = inner?.target();
    }
    return target === undefined ? undefined : { id: this.#add(target, own) };
  }

  /**
   * Uses the schema that a component refers to and gives it the component's key, unless it has a
   * name: then the component is another name of it.
   * @returns the schema's id when the component is another name
   */
  nameTarget(view: View, key: string): string | undefined {
    const use = this.use(view, { of: 'target' });
    if (use === undefined || !('id' in use)) return undefined;
    const found = this.#byId.get(use.id);
    if (found?.role.of !== 'target') return use.id;
    found.role = { of: 'component', key };
    return undefined;
  }

  /** Gives a schema that was only pointed at so far the role that its place has. */
  #add(view: View, role: Role): string {
    const id = idOf(view, role);
    const key = view.isMerged ? id : placeId(view.place);
    const known = this.#found.get(key);
    if (known !== undefined) {
      if (known.role.of === 'target') known.role = role;
      return known.id;
    }
    const found = { id, view, role };
    this.#found.set(key, found);
    this.#byId.set(id, found);
    this.#queue.push(key);
    return id;
  }

  /** All schemas, with those that they refer to. */
  collect(): UnnamedSchema[] {
    const done = new Map<string, JsonSchema>();
    for (let key = this.#queue.pop(); key !== undefined; key = this.#queue.pop()) {
      const found = this.#found.get(key);
      if (found !== undefined)
        done.set(
          key,
          schemaJson(found.view, (at) => this.#refer(at)),
        );
    }
    return [...this.#found].map(([key, { id, view, role }]) => ({
      id,
      view,
      role,
      schema: {
        id,
        origin: originOf(view.place),
        doc: doc(view),
        extensions: extensions(view),
        json: done.get(key) ?? true,
      },
    }));
  }

  #refer(view: View): string | undefined {
    const use = this.use(view, { of: 'target' });
    return use !== undefined && 'id' in use ? use.id : undefined;
  }
}
