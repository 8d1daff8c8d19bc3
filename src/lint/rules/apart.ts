import type { View } from '../../model/view.js';
import { parts, propertiesOf } from '../schema-members.js';

/** Whether a property that both require has no value in common, or only one of them has it. */
export function areApart(a: View | undefined, b: View | undefined): boolean {
  if (a === undefined || b === undefined)
    return a !== b && (a ?? b)?.texts('required') !== undefined;
  const [left, right] = [propertiesOf(a), propertiesOf(b)];
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
