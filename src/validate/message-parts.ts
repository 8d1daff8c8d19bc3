import type { Place } from '../load/source.js';
import { messageTrait } from '../spec/objects/message.js';
import { isObject, isReference } from '../spec/shape.js';
import { childOf, childrenOf, follow } from './rule.js';
import type { Context } from './rule.js';

/** The place at a key of a place, behind any references; nothing when it is not there. */
export function followed(
  context: Context,
  place: Place | undefined,
  key: string | number,
): Place | undefined {
  const child = place === undefined ? undefined : childOf(context, place, key);
  const resolution = child === undefined ? undefined : context.source.resolve(child);
  return resolution?.ok === true ? resolution.place : undefined;
}

/**
 * Where a message says something: in itself, and in its traits, the last first. What it says itself
 * wins, and then what a later trait says.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#traitsMergeMechanism
 */
export function partsOf(context: Context, message: Place, field: string): readonly Place[] {
  const holders = [message, ...traitsOf(context, message).toReversed()];
  return holders.flatMap((holder) => childOf(context, holder, field) ?? []);
}

const traitsOf = (context: Context, message: Place): readonly Place[] =>
  childrenOf(context, childOf(context, message, 'traits')).flatMap((trait) => {
    const resolution = context.source.resolve(trait);
    return resolution.ok && isObject(resolution.place.value) ? resolution.place : [];
  });

/** Whether all that a message says can be read: a trait that is not there might have said more. */
export const isWhole = (context: Context, message: Place): boolean =>
  childrenOf(context, childOf(context, message, 'traits')).every((trait) =>
    isReference(trait.value)
      ? follow(context, trait, messageTrait) !== undefined
      : isObject(trait.value) && !Object.hasOwn(trait.value, '$ref'),
  );

/** The messages of a channel or an operation, behind references. */
export const messagesOf = (context: Context, holder: Place): readonly Place[] =>
  childrenOf(context, childOf(context, holder, 'messages')).flatMap((message) => {
    const resolution = context.source.resolve(message);
    return resolution.ok && isObject(resolution.place.value) ? resolution.place : [];
  });
