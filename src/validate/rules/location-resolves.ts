import type { Place } from '../../load/source.js';
import { parsePointer } from '../../load/pointer.js';
import { nearest } from '../../nearest.js';
import { memberOf } from '../../payload/members.js';
import type { Member } from '../../payload/members.js';
import { code } from '../../show.js';
import type { Node } from '../../spec/walk.js';
import { followed, isWhole, messagesOf, partsOf } from '../message-parts.js';
import type { Problem } from '../report.js';
import { childOf, childrenOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';

const EXPRESSION = /^\$message\.(header|payload)#(.*)$/s;

/**
 * The correlation id of a message is somewhere in it.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#correlationIdObject
 */
export const messageCorrelationLocation: Rule = {
  id: 'message/correlation-location',
  kinds: ['message'],
  check({ place: message }: Node, context: Context) {
    const [own] = partsOf(context, message, 'correlationId');
    const resolution = own === undefined ? undefined : context.source.resolve(own);
    if (resolution?.ok !== true) return;
    checkLocation(context, 'message/correlation-location', {
      location: childOf(context, resolution.place, 'location'),
      messages: [message],
    });
  },
};

/**
 * The address of a reply is somewhere in the request.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyAddressObject
 */
export const operationReplyLocation: Rule = {
  id: 'operation/reply-location',
  kinds: ['operation'],
  check({ place: operation }: Node, context: Context) {
    const address = followed(context, followed(context, operation, 'reply'), 'address');
    const location = address === undefined ? undefined : childOf(context, address, 'location');
    const holder =
      childOf(context, operation, 'messages') === undefined
        ? followed(context, operation, 'channel')
        : operation;
    if (location === undefined || holder === undefined) return;
    const messages = messagesOf(context, holder);
    checkLocation(context, 'operation/reply-location', { location, messages });
  },
};

/**
 * The value of a parameter is somewhere in the messages of its channel.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#parameterObject
 */
export const channelParameterLocation: Rule = {
  id: 'channel/parameter-location',
  kinds: ['channel'],
  check({ place: channel }: Node, context: Context) {
    const messages = messagesOf(context, channel);
    for (const item of childrenOf(context, childOf(context, channel, 'parameters'))) {
      const resolution = context.source.resolve(item);
      if (!resolution.ok) continue;
      const location = childOf(context, resolution.place, 'location');
      checkLocation(context, 'channel/parameter-location', { location, messages });
    }
  },
};

interface Location {
  readonly location: Place | undefined;
  readonly messages: readonly Place[];
}

/** What no message can hold is an error; what a schema does not describe, a warning. */
function checkLocation(context: Context, id: string, { location, messages }: Location): void {
  const [, part, pointer] = EXPRESSION.exec(textOf(location)) ?? [];
  const path = pointer === undefined ? undefined : parsePointer(pointer);
  if (location === undefined || path === undefined) return;
  const field = part === 'header' ? 'headers' : 'payload';
  for (const message of messages.filter((one) => isWhole(context, one))) {
    const schemas = partsOf(context, message, field).map((place) => context.schemas.resolve(place));
    const members = schemas.map((schema): Member =>
      schema === undefined ? { is: 'declared' } : memberOf(context.source, schema, path),
    );
    const [first] = members;
    if (first === undefined || members.some(({ is }) => is === 'declared')) continue;
    const problem = problemOf(first, field);
    const [schema] = schemas;
    if (problem !== undefined && schema !== undefined)
      context.report.add(location, {
        code: id,
        ...problem,
        related: [{ message: `the ${field} of a message`, place: schema }],
      });
  }
}

const textOf = (place: Place | undefined): string =>
  typeof place?.value === 'string' ? place.value : '';

/** Of a schema that names nothing there is nothing to say. */
function problemOf(
  { is, key = '', beside = [] }: Member,
  field: string,
): Omit<Problem, 'code'> | undefined {
  const meant = nearest(key, beside);
  const help = meant === undefined ? {} : { help: `Did you mean ${code(meant)}?` };
  if (is === 'impossible')
    return { message: `The ${field} cannot have ${code(key)} where this leads.`, ...help };
  return beside.length === 0
    ? undefined
    : {
        severity: 'warning',
        message: `The schema of the ${field} has no ${code(key)} where this leads.`,
        ...help,
      };
}
