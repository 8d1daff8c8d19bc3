import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { limitsText } from './limits-text.js';
import { blocks, code, plain, table } from './markdown.js';
import { inline, isLong, prose } from './prose.js';
import { rowsOf } from './rows.js';
import type { Row } from './rows.js';
import { typeText } from './type-text.js';
import type { SchemaLink } from './type-text.js';
import type { DocsView } from './view.js';
import { areMany, valuesText } from './value-text.js';

/** Finds schemas, and where they are spelled out. */
export type SchemaPages = Pick<DocsView, 'schemaLink' | 'schemaOf'>;

/**
 * What a value is: a sentence unless it is a plain object, a table of everything that it holds
 * (nested objects as `owner.name`, lists as `tags[]`), and below it what is too long for a cell.
 */
export function schemaBlock(schema: JsonSchema, { schemaLink, schemaOf }: SchemaPages): string[] {
  const rows = rowsOf(schema);
  return blocks(
    typeLine(schema, rows.length > 0, schemaLink),
    isObject(schema) ? longEnum('', schema) : [],
    table(
      ['property', 'type', 'required', 'limits', 'description'],
      rows.map((row) => [...cells(row, schemaLink), about(row.schema, schemaOf)]),
    ),
    ...rows.map(notes),
  );
}

const isObject = (schema: JsonSchema): schema is JsonSchemaObject => typeof schema === 'object';

function typeLine(schema: JsonSchema, hasRows: boolean, schemaLink: SchemaLink): string[] {
  const type = typeText(schema, schemaLink);
  const limits = limitsText(schema, schemaLink);
  if (hasRows && type === 'object') return limits === '' ? [] : [`An object: ${limits}.`];
  return [`Type: ${[type, limits].filter((text) => text !== '').join(', ')}.`];
}

const cells = ({ path, schema, required }: Row, schemaLink: SchemaLink): string[] => [
  code(path),
  typeText(schema, schemaLink),
  required ? 'yes' : '',
  limitsText(schema, schemaLink),
];

/** A description; a reference has that of its target. */
function about(property: JsonSchema, schemaOf: SchemaPages['schemaOf']): string {
  const target = isObject(property) ? property.$ref : undefined;
  const schema = target === undefined ? property : schemaOf(target).json;
  if (!isObject(schema)) return '';
  const { deprecated, title = '', description } = schema;
  const text = inline(description ?? '') || plain(title);
  return deprecated === true ? `**Deprecated.** ${text}`.trim() : text;
}

/** What a cell cannot show: long lists of values, descriptions of several blocks. */
function notes({ path, schema }: Row): string[] {
  if (!isObject(schema) || schema.$ref !== undefined) return [];
  const { description } = schema;
  const isShown = description === undefined || !isLong(description);
  return blocks(
    longEnum(`${code(path)} is `, schema),
    isShown ? [] : [`More about ${code(path)}:`, '', ...prose(description)],
  );
}

const longEnum = (subject: string, { enum: values }: JsonSchemaObject): string[] =>
  values === undefined || !areMany(values)
    ? []
    : [`${subject}${subject === '' ? 'One' : 'one'} of ${valuesText(values)}.`];
