import { canonical } from '../../canonical.js';
import { hasType, optionFor } from '../../spec/option.js';
import { isObject, isReference } from '../../spec/shape.js';
import type {
  EitherShape,
  ListShape,
  MapShape,
  NumberShape,
  ObjectShape,
  Shape,
  TextShape,
} from '../../spec/shape.js';
import { textFormats } from '../../spec/text-format.js';
import { nearest } from '../../nearest.js';
import type { Problem } from '../report.js';
import { alternatives, article, code, describe } from '../../show.js';

const none: readonly Problem[] = [];

/**
 * What is wrong with a value, down to the objects in it, which are nodes of their own.
 * @param faultCode - the code of faults that the shape has no code of its own for
 */
export function problemsOfValue(
  shape: Shape,
  value: unknown,
  faultCode: string,
): readonly Problem[] {
  if (!hasType(shape, value)) return [wrongType(shape, value, faultCode)];
  if (shape.shape === 'either') return ofEither(shape, value, faultCode);
  if (shape.shape === 'object') return ofObject(shape, value);
  if (shape.shape === 'any') return shape.reference === true ? ofRef(value, faultCode) : none;
  if (shape.shape === 'list' && Array.isArray(value)) return ofList(shape, value, faultCode);
  if (shape.shape === 'map' && isObject(value)) return ofMap(shape, value, faultCode);
  return ofScalar(shape, value, faultCode);
}

function ofScalar(shape: Shape, value: unknown, faultCode: string): readonly Problem[] {
  if (shape.shape === 'text' && typeof value === 'string') return ofText(shape, value, faultCode);
  if (shape.shape === 'number' && typeof value === 'number')
    return ofNumber(shape, value, faultCode);
  return none;
}

function ofEither(shape: EitherShape, value: unknown, faultCode: string): readonly Problem[] {
  const option = optionFor(shape, value);
  return option === undefined ? none : problemsOfValue(option, value, faultCode);
}

const wrongType = (shape: Shape, value: unknown, faultCode: string): Problem => {
  const help = typeHelp(shape, value);
  return {
    code: shape.shape === 'object' ? shape.table().code : faultCode,
    message: `This must be ${typeName(shape)}, but it is ${describe(value)}.`,
    ...(help === undefined ? {} : { help }),
  };
};

const plainTypes = {
  boolean: '`true` or `false`',
  null: 'null',
  any: 'anything',
} as const;

/** What a shape asks for, to be said after "must be". */
function typeName(shape: Shape): string {
  switch (shape.shape) {
    case 'boolean':
    case 'null':
    case 'any':
      return plainTypes[shape.shape];
    case 'text':
      return shape.values === undefined ? 'text' : alternatives(shape.values);
    case 'number':
      return shape.integer === true ? 'a whole number' : 'a number';
    case 'list':
      return `a list${plural(shape.of)}`;
    case 'map':
      return `an object${plural(shape.of)}`;
    case 'object':
      return objectName(shape);
    case 'either':
      return shape.of.map(typeName).join(' or ');
  }
}

function objectName(shape: ObjectShape): string {
  const { name } = shape.table();
  if (shape.reference === 'must') return `a reference to ${article(name)}`;
  return shape.orBoolean === true ? `${article(name)} or a boolean` : article(name);
}

const plural = (of: Shape): string => {
  if (of.shape === 'object')
    return ` of ${of.reference === 'must' ? 'references to ' : ''}${of.table().name}s`;
  return of.shape === 'text' ? ' of texts' : '';
};

function typeHelp(shape: Shape, value: unknown): Problem['help'] {
  if (shape.shape === 'text' && (typeof value === 'number' || typeof value === 'boolean'))
    return (written: string) => `Put it in quotes: "${written}".`;
  if (shape.shape === 'list' && !isObject(value) && hasType(shape.of, value))
    return 'Write it as a list with one item.';
  if (value === null && shape.shape !== 'null') return 'Give it a value, or remove the key.';
  return undefined;
}

function ofText(shape: TextShape, value: string, faultCode: string): readonly Problem[] {
  if (shape.values !== undefined && !shape.values.includes(value))
    return [wrongWord(shape.values, value, faultCode)];
  if (shape.maxLength !== undefined && value.length > shape.maxLength) {
    const message = `This must have at most ${shape.maxLength} characters, but it has ${value.length}.`;
    return [{ code: faultCode, message }];
  }
  const format = shape.format === undefined ? undefined : textFormats[shape.format];
  if (format === undefined || format.test(value)) return none;
  return [{ code: faultCode, message: `${code(value)} must be ${format.says}.` }];
}

function wrongWord(values: readonly string[], value: string, faultCode: string): Problem {
  const meant = nearest(value, values);
  return {
    code: faultCode,
    message: `${code(value)} must be ${alternatives(values)}.`,
    ...(meant === undefined ? {} : { help: `Did you mean ${code(meant)}?` }),
  };
}

function ofNumber(shape: NumberShape, value: number, faultCode: string): readonly Problem[] {
  const rule = brokenRule(shape, value);
  return rule === undefined
    ? none
    : [{ code: faultCode, message: `This must be ${rule}, but it is ${String(value)}.` }];
}

function brokenRule(shape: NumberShape, value: number): string | undefined {
  if (shape.values !== undefined && !shape.values.includes(value))
    return alternatives(shape.values);
  if (shape.integer === true && !Number.isInteger(value)) return 'a whole number';
  if (shape.minimum !== undefined && value < shape.minimum) return `at least ${shape.minimum}`;
  if (shape.exclusiveMinimum !== undefined && value <= shape.exclusiveMinimum)
    return `more than ${shape.exclusiveMinimum}`;
  return undefined;
}

const below =
  (key: string | number) =>
  (problem: Problem): Problem => ({ ...problem, path: [key, ...(problem.path ?? [])] });

function ofList(shape: ListShape, list: readonly unknown[], faultCode: string): readonly Problem[] {
  const problems = list.flatMap((item, index) => {
    const inside = problemsOfValue(shape.of, item, faultCode);
    return inside.length === 0 ? none : inside.map(below(index));
  });
  if (shape.minItems !== undefined && list.length < shape.minItems)
    problems.push({ code: faultCode, message: 'This list must not be empty.' });
  return shape.unique === true ? [...problems, ...repeated(list, faultCode)] : problems;
}

function repeated(list: readonly unknown[], faultCode: string): readonly Problem[] {
  const first = new Map<string, number>();
  return list.flatMap((item, index) => {
    const key = canonical(item);
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    if (before === undefined) return none;
    const message = `This repeats item ${before + 1} of the list: items must be unique.`;
    return [{ code: faultCode, message, path: [index] }];
  });
}

function ofMap(
  shape: MapShape,
  map: Readonly<Record<string, unknown>>,
  faultCode: string,
): readonly Problem[] {
  if (shape.of.shape === 'object' && isReference(map)) return [noReference(shape.of)];
  let problems: Problem[] | undefined;
  for (const key of Object.keys(map)) {
    const wrongKey = shape.keys?.test(key) === false ? [badKey(key, shape)] : none;
    const inside = problemsOfValue(shape.of, map[key], faultCode);
    if (wrongKey.length + inside.length > 0)
      (problems ??= []).push(...wrongKey, ...inside.map(below(key)));
  }
  return problems ?? none;
}

const noReference = (of: ObjectShape): Problem => ({
  code: of.table().code,
  message: `The specification allows no reference in place of a map of ${of.table().name}s.`,
  path: ['$ref'],
  part: 'key',
  help: 'Put a reference in each entry of the map.',
});

const badKey = (key: string, { keys }: MapShape): Problem => ({
  code: keys?.code ?? 'spec/structure',
  message: `The key ${code(key)} must ${keys?.rule ?? 'be another'}.`,
  path: [key],
  part: 'key',
});

/** A `$ref` has to be text where a reference may stand. */
function ofRef(value: unknown, faultCode: string): readonly Problem[] {
  if (!isObject(value) || !Object.hasOwn(value, '$ref') || isReference(value)) return none;
  const message = `A \`$ref\` must be text, but it is ${describe(value['$ref'])}.`;
  return [{ code: faultCode, message, path: ['$ref'] }];
}

function ofObject(shape: ObjectShape, value: unknown): readonly Problem[] {
  const { name, code: objectCode } = shape.table();
  const reference = isObject(value) && Object.hasOwn(value, '$ref');
  if (reference && shape.reference !== 'never' && !isReference(value))
    return ofRef(value, objectCode);
  if (shape.reference === 'must' && !reference) {
    const message = `This must be a reference to ${article(name)}, not the object itself.`;
    const help = 'Define it in its own place and write `$ref: "#/..."` here.';
    return [{ code: 'spec/structure', message, help }];
  }
  return none;
}
