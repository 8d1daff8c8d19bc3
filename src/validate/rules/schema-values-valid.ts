import type { Place } from '../../load/source.js';
import type { Issue } from '../../payload/issue.js';
import { isObject } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { childOf, childrenOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';
import { valueProblem } from '../value-problem.js';

/**
 * A default fits its schema: its type it must fit, says AsyncAPI; the rest it should, says draft-07.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#schemaObject
 * https://json-schema.org/draft-07/json-schema-validation#rfc.section.10.2
 */
export const schemaDefaultValid: Rule = {
  id: 'schema/default-valid',
  kinds: ['schema'],
  check({ place }: Node, context: Context) {
    const value = childOf(context, place, 'default');
    if (value === undefined) return;
    checkValue(context, place, {
      id: 'schema/default-valid',
      value,
      isError: ({ keyword, path }) => keyword === 'type' && path.length === 0,
    });
  },
};

/**
 * Examples in a schema should fit it.
 * https://json-schema.org/draft-07/json-schema-validation#rfc.section.10.4
 */
export const schemaExamplesValid: Rule = {
  id: 'schema/examples-valid',
  kinds: ['schema'],
  check({ place }: Node, context: Context) {
    if (!isObject(place.value) || !Array.isArray(place.value['examples'])) return;
    for (const value of childrenOf(context, childOf(context, place, 'examples')))
      checkValue(context, place, { id: 'schema/examples-valid', value, isError: () => false });
  },
};

interface Value {
  readonly id: string;
  readonly value: Place;
  readonly isError: (issue: Issue) => boolean;
}

function checkValue(context: Context, schema: Place, { id, value, isError }: Value): void {
  for (const issue of context.schemas.check(schema)?.(value.value) ?? [])
    context.report.add(value, {
      ...valueProblem(id, issue, []),
      severity: isError(issue) ? 'error' : 'warning',
    });
}
