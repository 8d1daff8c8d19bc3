import { readFileSync } from 'node:fs';
import * as yaml from 'js-yaml';
import { expect, test } from 'vitest';
import { Imports } from '../../../../src/emit/imports.js';
import type { JsonSchema, Schema } from '../../../../src/model/model.js';
import { printValidator } from '../../../../src/outputs/validators/index.js';
import { expectFolder } from '../../../support/folders.js';
import { inProject } from '../../../support/paths.js';

interface Document {
  readonly components: { readonly messages: Record<string, { readonly payload: JsonSchema }> };
}

/** What a message's file holds, with its type left open. */
function print(type: string, json: JsonSchema): string {
  const value = type.charAt(0).toLowerCase() + type.slice(1);
  const module = `messages/${type}`;
  const schema: Schema = {
    id: type,
    json,
    module,
    names: { type, value, file: type },
    origin: { uri: '', pointer: '' },
    doc: { tags: [] },
    extensions: {},
  };
  const imports = new Imports(module);
  const code = printValidator(schema, {
    imports,
    names: new Set([type, value]),
    schemaOf: () => schema,
  });
  return `${imports.print().join('\n')}\n\nexport type ${type} = unknown;\n\n${code}\n`;
}

test('prints the validators of the PetStore as we would write them', () => {
  const path = inProject('fixtures', 'petstore', 'asyncapi.yaml');
  const document = yaml.load(readFileSync(path, 'utf8')) as Document;
  const files = Object.entries(document.components.messages).map(([type, { payload }]) => ({
    path: `${type}.ts`,
    text: print(type, payload),
  }));
  expect(files).toHaveLength(3);
  expectFolder(files, inProject('fixtures', 'validators', 'petstore', 'expected'));
});
