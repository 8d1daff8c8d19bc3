import { loadText } from '../../../src/load/load.js';
import type { Result } from '../../../src/diagnostic.js';
import { build } from '../../../src/model/build.js';
import type { Message, Model, Operation, Schema } from '../../../src/model/model.js';
import { inProject } from '../../support/paths.js';

/** Builds the model of a document, of which the version and `info` are given. */
export function resultOf(text: string): Result<Model> {
  const head = 'asyncapi: 3.0.0\ninfo: { title: Test, version: 1.0.0 }\n';
  const { value, diagnostics } = loadText(head + text, 'asyncapi.yaml', {
    cwd: inProject('fixtures', 'model'),
  });
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return build(value);
}

export function modelOf(text: string): Model {
  const { value } = resultOf(text);
  if (value === undefined) throw new Error('no model');
  return value;
}

const find = <Item>(items: readonly Item[], test: (item: Item) => boolean, what: string): Item => {
  const item = items.find(test);
  if (item === undefined) throw new Error(`there is no ${what}`);
  return item;
};

export const messageCalled = (model: Model, type: string): Message =>
  find(model.messages, ({ names }) => names.type === type, `message ${type}`);

export const schemaCalled = (model: Model, type: string): Schema =>
  find(model.schemas, ({ names }) => names.type === type, `schema ${type}`);

export const schemaWith = (model: Model, id: string | undefined): Schema =>
  find(model.schemas, (schema) => schema.id === id, `schema ${String(id)}`);

export const operationCalled = (model: Model, name: string): Operation =>
  find(model.operations, (operation) => operation.name === name, `operation ${name}`);
