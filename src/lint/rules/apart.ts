import type { View } from '../../model/view.js';
import { parts, propertiesOf } from '../schema-members.js';

/** Names of headers that say what a message is, in small letters; CloudEvents' own among them. */
const typeNames = new Set([
  ...['type', 'cetype', 'cloudeventstype', 'eventtype', 'messagetype', 'eventname', 'messagename'],
  ...['typeid', 'kind', 'action', 'command'],
]);

const saysItsType = ([name, view]: readonly [string, View]): boolean =>
  typeNames.has(name.toLowerCase().replaceAll(/[^a-z\d]/g, '')) ||
  view.target()?.text('x-header-role') === 'type';

/** Whether headers tell two messages apart: a type in both, or values that exclude each other. */
export function areApart(a: View | undefined, b: View | undefined): boolean {
  if (a === undefined || b === undefined)
    return a !== b && (a ?? b)?.texts('required') !== undefined;
  const [left, right] = [propertiesOf(a), propertiesOf(b)];
  if ([...left].some(saysItsType) && [...right].some(saysItsType)) return true;
  const required = [...requiredOf(a), ...requiredOf(b)];
  return required.some((name) => {
    const [one, other] = [left.get(name)?.target(), right.get(name)?.target()];
    if (one === undefined || other === undefined) return one !== other;
    const [values, others] = [valuesOf(one), valuesOf(other)];
    return (
      values.length > 0 && others.length > 0 && !values.some((value) => others.includes(value))
    );
  });
}

const requiredOf = (schema: View): readonly string[] =>
  parts(schema).flatMap((part) => part.texts('required') ?? []);

/** The only values that a schema allows, as JSON; none when it does not list them. */
export function valuesOf(schema: View): readonly string[] {
  const fixed = schema.field('const');
  const listed = fixed === undefined ? schema.list('enum') : [fixed];
  return listed.map(({ value }) => JSON.stringify(value));
}
