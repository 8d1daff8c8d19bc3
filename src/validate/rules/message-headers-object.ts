import { isObject, isReference } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { childOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';

const id = 'message/headers-object';

/**
 * Headers are a map of names to values, so their schema describes an object.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageObjectHeaders
 */
export const messageHeadersObject: Rule = {
  id,
  kinds: ['message', 'messageTrait'],
  check({ place }: Node, context: Context) {
    const headers = childOf(context, place, 'headers');
    const schema = context.schemas.resolve(headers);
    if (headers === undefined || schema === undefined || !isObject(schema.value)) return;
    const { type } = schema.value;
    const types: readonly unknown[] = Array.isArray(type) ? type : [type];
    if (type === undefined || types.includes('object')) return;
    const message = 'Headers are an object: the `type` of their schema must be `object`.';
    const where = context.source.child(schema, 'type');
    if (isReference(headers.value))
      context.report.add(headers, {
        code: id,
        message,
        path: ['$ref'],
        related: [{ message: 'the type', place: where }],
      });
    else context.report.add(where, { code: id, message });
  },
};
