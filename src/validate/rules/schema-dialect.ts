import type { Place } from '../../load/source.js';
import { schemaFormat } from '../../spec/schema-format.js';
import { isObject } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import type { Context, Rule } from '../rule.js';
import { code, safe } from '../../show.js';

const id = 'schema/dialect';

/** Keywords of later drafts that draft-07 does not know, and would pass over in silence. */
const later = [
  '$defs',
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  '$vocabulary',
  'dependentRequired',
  'dependentSchemas',
  'maxContains',
  'minContains',
  'prefixItems',
  'unevaluatedItems',
  'unevaluatedProperties',
];

/**
 * A schema that names another draft of JSON Schema than 07, which is the one that Schema Objects are.
 * By `schemaFormat`: it is not checked, its payload is untyped. By `$schema`: it is read as draft-07.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#schemaObject
 */
export const schemaDialect: Rule = {
  id,
  kinds: ['multiFormatSchema', 'schema'],
  check({ kind, place }: Node, context: Context) {
    if (!isObject(place.value)) return;
    if (kind === 'multiFormatSchema') {
      checkFormat(place, place.value, context);
      return;
    }
    checkMetaSchema(place, place.value, context);
  },
};

type Value = Readonly<Record<string, unknown>>;

function checkFormat(place: Place, value: Value, { report }: Context): void {
  const format = schemaFormat(value['schemaFormat']);
  if (format.family !== 'other-draft') return;
  report.add(place, {
    code: id,
    severity: 'warning',
    message: `${safe(format.name)} is not supported: this schema is not checked, and what it describes is untyped.`,
    path: ['schemaFormat'],
    help: 'Use `application/schema+json;version=draft-07`.',
  });
}

function checkMetaSchema(place: Place, value: Value, { report }: Context): void {
  const named = value['$schema'];
  if (typeof named !== 'string' || /json-schema\.org\/(draft-07\/)?schema#?$/.test(named)) return;
  const ignored = later.filter((keyword) => Object.hasOwn(value, keyword)).map(code);
  report.add(place, {
    code: id,
    severity: 'warning',
    message: `Schema Objects are JSON Schema draft-07: this schema is read as that, not as ${code(named)}.`,
    path: ['$schema'],
    help:
      ignored.length === 0
        ? 'Remove `$schema`, or name http://json-schema.org/draft-07/schema#.'
        : `Draft-07 does not know ${ignored.join(', ')}: say it in the keywords of draft-07.`,
  });
}
