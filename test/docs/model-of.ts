import { loadText } from '../../src/load/load.js';
import { build } from '../../src/model/build.js';
import type { Model } from '../../src/model/model.js';

/** The model of a document that is given as text or as data. */
export function modelOfDocument(document: unknown): Model {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const { value: source } = loadText(text, 'asyncapi.yaml', { cwd: '/' });
  const model = source === undefined ? undefined : build(source).value;
  if (model === undefined) throw new Error('the document has no model');
  return model;
}
