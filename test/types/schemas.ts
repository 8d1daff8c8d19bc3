import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { JsonSchema, Model, Names, Schema } from '../../src/model/model.js';
import type { PrintContext } from '../../src/outputs/context.js';
import { Imports } from '../../src/emit/imports.js';

/** Schemas by the name of their type; each `$ref` is such a name. */
export type Schemas = Readonly<Record<string, JsonSchema>>;

export const namesOf = (type: string): Names => ({
  type,
  value: type.charAt(0).toLowerCase() + type.slice(1),
  file: type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase(),
});

/** Model schemas, each in a module of its own. */
export const toSchemas = (schemas: Schemas): Schema[] =>
  Object.entries(schemas).map(([id, json]) => ({
    id,
    json,
    names: namesOf(id),
    module: `schemas/${namesOf(id).file}`,
    origin: { uri: 'schemas.yaml', pointer: `/${id}` },
    doc: {
      tags: [],
      ...(typeof json === 'object' && json.$ref === undefined
        ? {
            ...(json.title === undefined ? {} : { title: json.title }),
            ...(json.description === undefined ? {} : { description: json.description }),
          }
        : {}),
    },
    extensions: {},
  }));

/** A model of schemas and nothing else. */
export const modelOf = (schemas: readonly Schema[], messages: Model['messages'] = []): Model => ({
  asyncapi: '3.0.0',
  info: {
    id: 'info',
    origin: { uri: 'schemas.yaml', pointer: '' },
    doc: { tags: [] },
    extensions: {},
    title: 'Schemas',
    version: '1.0.0',
  },
  defaultContentType: undefined,
  servers: [],
  channels: [],
  operations: [],
  messages,
  schemas,
});

export const contextOf = (schemas: readonly Schema[], module: string): PrintContext => {
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  return {
    imports: new Imports(module),
    names: new Set(),
    schemaOf: (id) => {
      const schema = byId.get(id);
      if (schema === undefined) throw new Error(`no schema ${id}`);
      return schema;
    },
  };
};

export const readYaml = (path: string): unknown => load(readFileSync(path, 'utf8'));
