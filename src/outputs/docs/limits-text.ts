import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { code } from './markdown.js';
import { typeText } from './type-text.js';
import type { SchemaLink } from './type-text.js';
import { valueText } from './value-text.js';

/** Keywords that narrow a value, in the words of the table, in a fixed order. */
const LIMITS: readonly (readonly [keyof JsonSchemaObject, string])[] = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '\\>'],
  ['maximum', '≤'],
  ['exclusiveMaximum', '<'],
  ['multipleOf', 'multiple of'],
  ['minLength', 'length ≥'],
  ['maxLength', 'length ≤'],
  ['pattern', 'matches'],
  ['contentEncoding', 'encoded as'],
  ['contentMediaType', 'content'],
  ['minItems', 'items ≥'],
  ['maxItems', 'items ≤'],
  ['minProperties', 'properties ≥'],
  ['maxProperties', 'properties ≤'],
];

/** What narrows a value beyond its type, for a cell or a sentence. */
export function limitsText(schema: JsonSchema, schemaLink: SchemaLink): string {
  if (typeof schema === 'boolean' || schema.$ref !== undefined || !isNarrowed(schema)) return '';
  return [
    ...LIMITS.flatMap(([keyword, words]) => {
      const value = schema[keyword];
      return value === undefined ? NONE : `${words} ${valueText(value)}`;
    }),
    ...flags(schema),
    ...conditions(schema, schemaLink),
    ...(schema.default === undefined ? [] : [`default ${valueText(schema.default)}`]),
    ...example(schema),
  ].join(', ');
}

const NONE: readonly string[] = [];

/** Whether a keyword is there that `limitsText` speaks of: in most schemas there is none. */
function isNarrowed(schema: JsonSchemaObject): boolean {
  for (const keyword in schema) if (NARROWING.has(keyword)) return true;
  return false;
}

const NARROWING: ReadonlySet<string | number> = new Set([
  ...LIMITS.map(([keyword]) => keyword),
  ...['uniqueItems', 'additionalItems', 'additionalProperties', 'readOnly', 'writeOnly'],
  ...['contains', 'propertyNames', 'dependencies', 'discriminator', 'if', 'default', 'examples'],
]);

const flags = (schema: JsonSchemaObject): string[] => [
  ...(schema.uniqueItems === true ? ['no item twice'] : []),
  ...(schema.additionalItems === false ? ['no further items'] : []),
  ...(schema.additionalProperties === false ? ['no other properties'] : []),
  ...(schema.readOnly === true ? ['read only'] : []),
  ...(schema.writeOnly === true ? ['write only'] : []),
];

function conditions(schema: JsonSchemaObject, schemaLink: SchemaLink): string[] {
  const { contains, propertyNames, dependencies = {}, discriminator } = schema;
  return [
    ...(contains === undefined ? [] : [`contains ${typeText(contains, schemaLink)}`]),
    ...(typeof propertyNames !== 'object' || propertyNames.$ref !== undefined
      ? []
      : [`names: ${limitsText(propertyNames, schemaLink) || typeText(propertyNames, schemaLink)}`]),
    ...Object.entries(dependencies).map(([name, needs]) =>
      Array.isArray(needs)
        ? `${code(name)} needs ${needs.map((need) => code(String(need))).join(', ')}`
        : `${code(name)} has conditions`,
    ),
    ...(schema.if === undefined ? [] : ['has conditions (`if`)']),
    ...(discriminator === undefined ? [] : [`told apart by ${code(discriminator)}`]),
  ];
}

/** The first example, where it is short. */
function example({ examples = [] }: JsonSchemaObject): string[] {
  const [first] = examples;
  if (first === undefined || JSON.stringify(first).length > 60) return [];
  return [`example ${valueText(first)}`];
}
