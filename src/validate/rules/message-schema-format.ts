import { schemaFormat } from '../../spec/schema-format.js';
import { isObject } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import type { Context, Rule } from '../rule.js';
import { code, safe } from '../../show.js';

const id = 'message/schema-format';

/**
 * A schema in another language than JSON Schema is not checked; said once for each format.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#multiFormatSchemaObject
 */
export const messageSchemaFormat = (): Rule => {
  const said = new Set<unknown>();
  return {
    id,
    kinds: ['multiFormatSchema'],
    check({ place }: Node, { report }: Context) {
      if (!isObject(place.value)) return;
      const { schemaFormat: written } = place.value;
      const format = schemaFormat(written);
      if (format.family !== 'foreign' || said.has(written)) return;
      said.add(written);
      report.add(place, {
        code: id,
        severity: 'info',
        message: `Schemas of the format ${code(String(written))} are not checked: what they describe is untyped.`,
        path: ['schemaFormat'],
        help: `${safe(format.name)} stays as it is; describe the payload in JSON Schema to have types and validators.`,
      });
    },
  };
};
