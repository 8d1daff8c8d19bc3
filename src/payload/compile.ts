import type { Place, Source } from '../load/source.js';
import { schema as schemaTable } from '../spec/objects/schema.js';
import { ownShape, wrongKind } from '../spec/own-kind.js';
import { schemaFormat } from '../spec/schema-format.js';
import { isObject, isReference } from '../spec/shape.js';
import { listTests } from './arrays.js';
import { combinationTests } from './combinations.js';
import type { Check, Issue } from './issue.js';
import { objectTests } from './objects.js';
import { Run, TooCostly } from './run.js';
import type { Test } from './run.js';
import { numberTests, textTests } from './scalars.js';
import { schemaAt } from './schema.js';
import type { Schema } from './schema.js';
import { constTest, enumTest, typeTest } from './types.js';

const anything: Test = () => true;

/** Of a schema that is not there, or is none: a fault of the reference, and not of any value. */
const unsure: Test = (_value, run) => (run.isUnsure = true);

/**
 * Compiles the schemas of a document (draft-07 and AsyncAPI Schema Objects) into checks of values.
 * No code is generated, so that a check costs nothing before its first value; each schema is compiled
 * once, by identity, through references into any file. A fault of a schema restricts nothing.
 */
export class Schemas {
  readonly #source: Source;
  readonly #tests = new Map<unknown, Test>();
  /** Schemas that are being compiled; what refers to one of them is recursive. */
  readonly #open = new Set<unknown>();

  constructor(source: Source) {
    this.#source = source;
  }

  /**
   * The check of a payload, headers or any other schema.
   * @param place - a Schema Object, a Multi Format Schema Object, a boolean, or a reference to one
   * @returns nothing when the schema cannot be read: it is in another language, or not there
   */
  check(place: Place): Check | undefined {
    const schema = this.resolve(place);
    if (schema === undefined) return undefined;
    const test = this.#compile(schema);
    return (value) => issuesOf(test, schema, value);
  }

  /** The JSON Schema that a place stands for, behind references and formats; nothing as above. */
  resolve(place: Place | undefined): Place | undefined {
    if (place === undefined) return undefined;
    const resolution = this.#source.resolve(place);
    if (!resolution.ok) return undefined;
    const { value } = resolution.place;
    if (typeof value === 'boolean') return resolution.place;
    if (!isObject(value)) return undefined;
    if (!isMultiFormat(value)) return resolution.place;
    const { family } = schemaFormat(value['schemaFormat']);
    return (family === 'asyncapi' || family === 'draft-07') && Object.hasOwn(value, 'schema')
      ? this.resolve(this.#source.child(resolution.place, 'schema'))
      : undefined;
  }

  #compile(place: Place): Test {
    if (isReference(place.value)) {
      const resolution = this.#source.resolve(place);
      return resolution.ok && this.#isSchema(resolution.place)
        ? this.#compile(resolution.place)
        : unsure;
    }
    if (isObject(place.value) && Object.hasOwn(place.value, '$ref')) return unsure;
    if (place.value === false) return nothing(place);
    if (place.value === true) return anything;
    return isObject(place.value) ? this.#object(place) : unsure;
  }

  /** Whether the specification has nothing else at a place; in files of another kind it has nothing. */
  #isSchema(place: Place): boolean {
    const { value: file } = place.file;
    if (!isObject(file) || !Object.hasOwn(file, 'asyncapi')) return true;
    return wrongKind(schemaTable, ownShape(this.#source, place), place.value) === undefined;
  }

  #object(place: Place): Test {
    const { value } = place;
    const known = this.#tests.get(value);
    if (known !== undefined) return known;
    if (this.#open.has(value)) return this.#later(value);
    this.#open.add(value);
    const schema = schemaAt(this.#source, place, (inner) => this.#compile(inner));
    const test = schema === undefined ? anything : testOf(schema);
    this.#open.delete(value);
    this.#tests.set(value, test);
    return test;
  }

  /**
   * The test of a schema that contains itself. One that applies itself to the same value says
   * nothing new about it.
   */
  #later(schema: unknown): Test {
    const active = new Set<unknown>();
    return (value, run) => {
      const test = this.#tests.get(schema);
      if (test === undefined || active.has(value)) return true;
      active.add(value);
      try {
        return test(value, run);
      } finally {
        active.delete(value);
      }
    };
  }
}

const isMultiFormat = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.hasOwn(value, 'schema') || Object.hasOwn(value, 'schemaFormat');

const nothing =
  (place: Place): Test =>
  (_value, run) =>
    run.fail(() => ({
      keyword: 'false schema',
      rule: place,
      part: 'key',
      message: 'Nothing may stand here: the schema is `false`.',
    }));

/** The tests of one schema, by the type of value that they are about. */
function testOf(schema: Schema): Test {
  const first = [typeTest(schema), constTest(schema), enumTest(schema)].filter(
    (test) => test !== undefined,
  );
  const tests = {
    string: textTests(schema),
    number: numberTests(schema),
    list: listTests(schema),
    object: objectTests(schema),
  };
  const onAll = combinationTests(schema);
  const own = (value: unknown): readonly Test[] => {
    if (typeof value === 'string') return tests.string;
    if (typeof value === 'number') return tests.number;
    if (typeof value !== 'object' || value === null) return [];
    return Array.isArray(value) ? tests.list : tests.object;
  };
  return (value, run) => {
    run.step();
    // A value of another type, or none of those listed, has that one fault.
    for (const test of first) if (!test(value, run)) return false;
    return all(own(value), value, run) && all(onAll, value, run);
  };
}

/** A scalar is told its first fault; of lists and objects each part has its own. */
function all(tests: readonly Test[], value: unknown, run: Run): boolean {
  const isScalar = typeof value !== 'object' || value === null;
  let fits = true;
  for (const test of tests) {
    if (test(value, run)) continue;
    if (isScalar || run.issues === undefined) return false;
    fits = false;
  }
  return fits;
}

const none: readonly Issue[] = [];

function issuesOf(test: Test, schema: Place, value: unknown): readonly Issue[] {
  try {
    if (test(value, new Run())) return none;
    const found: Issue[] = [];
    const run = new Run(found);
    test(value, run);
    return run.isUnsure ? none : distinct(found);
  } catch (error) {
    if (error instanceof TooCostly) return [unchecked(schema, error.message)];
    if (error instanceof RangeError)
      return [unchecked(schema, 'This is nested too deeply to be checked.')];
    throw error;
  }
}

const unchecked = (rule: Place, message: string): Issue => ({
  path: [],
  part: 'value',
  keyword: 'limit',
  message,
  rule,
});

/** Several schemas may say the same of one value. */
function distinct(issues: readonly Issue[]): readonly Issue[] {
  if (issues.length < 2) return issues;
  const known = new Map(
    issues.map((issue) => [JSON.stringify([issue.path, issue.message]), issue] as const),
  );
  return [...known.values()];
}
