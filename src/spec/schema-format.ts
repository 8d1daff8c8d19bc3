/**
 * What a `schemaFormat` names.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#multiFormatSchemaObject
 */
export interface SchemaFormat {
  /**
   * `asyncapi` and `draft-07` are checked and generated from; `other-draft` is another draft of JSON
   * Schema; `foreign` is another language (Avro, Protobuf, RAML, OpenAPI, XML Schema, ...).
   */
  readonly family: 'asyncapi' | 'draft-07' | 'other-draft' | 'foreign';
  /** For people: `JSON Schema draft 2020-12`, `Avro 1.9.0`. */
  readonly name: string;
}

const languages: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.apache\.avro/, 'Avro'],
  [/^application\/vnd\.google\.protobuf/, 'Protobuf'],
  [/^application\/vnd\.oai\.openapi/, 'OpenAPI'],
  [/^application\/raml/, 'RAML'],
  [/^application\/(xml|xml-schema)/, 'XML Schema'],
];

const version = (format: string): string => /;\s*version=\s*"?([^";]+)/i.exec(format)?.[1] ?? '';

/** Reads a `schemaFormat`; a missing one is the document's own format. */
export function schemaFormat(format: unknown): SchemaFormat {
  if (typeof format !== 'string') return { family: 'asyncapi', name: 'AsyncAPI Schema Object' };
  const lower = format.trim().toLowerCase();
  if (/^application\/vnd\.aai\.asyncapi(\+json|\+yaml)?\s*(;|$)/.test(lower))
    return { family: 'asyncapi', name: 'AsyncAPI Schema Object' };
  if (/^application\/schema(\+json|\+yaml)\s*(;|$)/.test(lower)) return jsonSchema(version(lower));
  const name = languages.find(([pattern]) => pattern.test(lower))?.[1] ?? format;
  return { family: 'foreign', name };
}

function jsonSchema(draft: string): SchemaFormat {
  const plain = draft.replace(/^draft-?0?/, '');
  if (plain === '7' || plain === '') return { family: 'draft-07', name: 'JSON Schema draft-07' };
  return { family: 'other-draft', name: `JSON Schema ${draft}` };
}
