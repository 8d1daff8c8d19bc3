import { isExtensionName } from '../../spec/keys.js';
import { isReference } from '../../spec/shape.js';
import type { Field, JsonObject, ObjectTable } from '../../spec/shape.js';
import { oldHabit } from '../habits.js';
import { nearest } from '../../nearest.js';
import type { Problem } from '../report.js';
import { alternatives, code } from '../../show.js';
import { problemsOfValue } from './value.js';

const none: readonly Problem[] = [];

/**
 * What is wrong with the fields of one object; the objects in it are nodes of their own.
 * @param minor - the minor version of the document: 0 for 3.0, 1 for 3.1
 */
export function problemsOfObject(
  table: ObjectTable,
  value: JsonObject,
  minor: number,
): readonly Problem[] {
  if (isReference(value) && !table.open) return [noReference(table)];
  let problems: Problem[] | undefined;
  for (const key of Object.keys(value)) {
    const found = ofField(table, value, key, minor);
    if (found.length > 0) (problems ??= []).push(...found);
  }
  const lacking = missing(table, value);
  return lacking.length === 0 ? (problems ?? none) : [...(problems ?? none), ...lacking];
}

const noReference = ({ name, code: faultCode }: ObjectTable): Problem => ({
  code: faultCode,
  message: `The specification allows no reference here: the ${name} itself must stand here.`,
  path: ['$ref'],
  part: 'key',
});

function ofField(
  table: ObjectTable,
  value: JsonObject,
  key: string,
  minor: number,
): readonly Problem[] {
  const field = fieldFor(table, key, minor);
  if (field === undefined) return ofOther(table, value, key);
  const problems = problemsOfValue(field.shape, value[key], table.code);
  return problems.length === 0
    ? none
    : problems.map((problem) => ({ ...problem, path: [key, ...(problem.path ?? [])] }));
}

const fieldFor = (table: ObjectTable, key: string, minor: number): Field | undefined => {
  const field = table.fields.get(key);
  return (field?.since ?? 0) > minor ? undefined : field;
};

function ofOther(table: ObjectTable, value: JsonObject, key: string): readonly Problem[] {
  if (table.extensible && isExtensionName(key)) return none;
  if (table.open) return none;
  if (key.startsWith('x-')) return [badExtension(table, key)];
  return [unknownField(table, value, key)];
}

const badExtension = (table: ObjectTable, key: string): Problem => ({
  code: 'spec/extension-name',
  message: `The field name ${code(key)} must be \`x-\` and then letters, digits, \`.\`, \`-\` and \`_\`.`,
  path: [key],
  part: 'key',
  help: `See ${table.link}`,
});

function unknownField(table: ObjectTable, value: JsonObject, key: string): Problem {
  const isBinding = table.code === 'binding/structure';
  return {
    code: isBinding ? table.code : 'spec/unknown-field',
    message: `${code(key)} is not a field of the ${table.name}.`,
    path: [key],
    part: 'key',
    help: unknownHelp(table, value, key),
  };
}

function unknownHelp(table: ObjectTable, value: JsonObject, key: string): string {
  const habit = oldHabit(table.kind, key);
  if (habit !== undefined) return habit;
  const field = table.fields.get(key);
  if (field?.since !== undefined) return `It is a field since AsyncAPI 3.${field.since}.0.`;
  const meant = meantField(table, value, key);
  if (meant !== undefined) return `Did you mean ${code(meant)}?`;
  const own = isExtensionName(`x-${key}`) ? `: ${code(`x-${key}`)}` : '';
  return `Fields of your own start with \`x-\`${own}. See ${table.link}`;
}

/** The nearest field that the object does not have yet. */
const meantField = (table: ObjectTable, value: JsonObject, key: string): string | undefined =>
  nearest(
    key,
    [...table.fields.keys()].filter((name) => !Object.hasOwn(value, name)),
  );

function missing(table: ObjectTable, value: JsonObject): readonly Problem[] {
  if (table.required.length + table.atLeastOne.length === 0) return none;
  const problems: Problem[] = [];
  for (const name of table.required)
    if (!Object.hasOwn(value, name) && !isMisspelt(table, value, name))
      problems.push({
        code: table.code,
        message: `The ${table.name} lacks its field ${code(name)}.`,
        part: 'key',
      });
  if (table.atLeastOne.length > 0 && !table.atLeastOne.some((name) => Object.hasOwn(value, name)))
    problems.push({
      code: table.code,
      message: `The ${table.name} must have ${alternatives(table.atLeastOne)}.`,
      part: 'key',
    });
  return problems;
}

/** Whether an unknown field was reported that is this one by a slip or an old habit: one fault. */
export const isMisspelt = (table: ObjectTable, value: JsonObject, name: string): boolean =>
  !table.open &&
  Object.keys(value).some(
    (key) =>
      !table.fields.has(key) &&
      !isExtensionName(key) &&
      (meantField(table, value, key) === name ||
        oldHabit(table.kind, key)?.includes(code(name)) === true),
  );
