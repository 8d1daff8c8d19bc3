import { extraNames, perspectives, protocolNames } from '../outputs/options.js';
import { assertionSchema } from './assertion.js';
import { levelled } from './levelled.js';
import type { Option, Rule } from './rule.js';
import { rules } from './rules/index.js';
import { addOns, presets } from './settings.js';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });

const listOf = (items: Schema, description: string): Schema => ({
  type: 'array',
  items,
  description,
});

const object = (properties: Schema, rest: Schema = {}): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...rest,
});

const level: Schema = { enum: ['off', 'info', 'warning', 'error'] };

/** The JSON Schema (draft-07) of `petevents.yaml`; published as `docs/petevents.schema.json`. */
export const configSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://unpkg.com/petevents/docs/petevents.schema.json',
  title: 'petevents.yaml',
  ...object({
    version: { const: 1, description: 'Presets stay as they are within a version.' },
    documents: listOf(documentSchema, 'The documents of the project, and where their code goes.'),
    runtime: text('The folder of the run time that several documents share.'),
    lint: lintSchema,
  }),
  definitions: definitions(),
});

/** What a document may say for itself; the rest holds for all of them. */
export const documentLintSchema: Schema = object({
  preset: { enum: presets, description: 'In place of that under `lint`.' },
  addOns: listOf({ enum: addOns }, 'In place of those under `lint`.'),
  rules: { $ref: '#/definitions/rules' },
});

const protocol: Schema = { enum: protocolNames };

const documentSchema: Schema = object(
  {
    document: text('Path of the document.'),
    out: text('The folder of its code.'),
    protocol: { anyOf: [protocol, { type: 'array', items: protocol }] },
    perspective: { enum: perspectives, description: 'Whose code to write.' },
    extras: {
      anyOf: [{ enum: extraNames }, { type: 'array', items: { enum: extraNames } }],
      description: 'Parts of the run time beside a bus that are written as well.',
    },
    lint: documentLintSchema,
    groups: {
      type: 'object',
      additionalProperties: listOf(text('An operation.'), 'What the group receives.'),
      description:
        'Consumer groups and the operations that each receives, for `petevents provision`.',
    },
  },
  { required: ['document'] },
);

const customSchema: Schema = object(
  {
    given: text('A kind of object such as `channel`, or a pattern such as `/channels/*`.'),
    assert: assertionSchema,
    where: assertionSchema,
    message: text('What is said of a finding; `{key}` and `{value}` are filled in.'),
    help: text('What to do about it.'),
    severity: level,
  },
  { required: ['given', 'assert'] },
);

/** What may stand under `lint`. */
export const lintSchema: Schema = object({
  preset: { enum: presets, description: 'The set of rules to start from.' },
  addOns: listOf({ enum: addOns }, 'Categories to turn on at their strict levels.'),
  rules: { $ref: '#/definitions/rules' },
  overrides: listOf(
    object(
      {
        files: listOf(text('A glob.'), 'Files, relative to petevents.yaml.'),
        paths: listOf(text('A glob.'), 'JSON Pointers; what lies below them is meant too.'),
        rules: { $ref: '#/definitions/rules' },
      },
      { required: ['rules'] },
    ),
    'Other levels for some files or places; later ones win.',
  ),
  custom: {
    type: 'object',
    propertyNames: { pattern: '^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$' },
    additionalProperties: customSchema,
    description: 'Rules of your own, by id: `team/owner`.',
  },
  plugins: listOf(text('Path of a module.'), 'Modules that export `rules`.'),
  baseline: text('The file of findings that are known.'),
});

/** What the schema refers to by `#/definitions`. */
export const definitions = (): Schema => ({ rules: rulesSchema() });

const rulesSchema = (): Schema => ({
  type: 'object',
  properties: Object.fromEntries([
    ...rules.map((rule) => [rule.id, ruleSchema(rule)] as const),
    ...levelled.map(({ id, purpose }) => [id, { ...level, description: purpose }] as const),
  ]),
  additionalProperties: level,
  description: 'Levels of rules, and their options.',
});

function ruleSchema({ options, purpose }: Rule): Schema {
  const choices = Object.entries(options);
  if (choices.length === 0) return { ...level, description: purpose };
  const properties = Object.fromEntries(
    choices.map(([name, option]) => [name, valueSchema(option)]),
  );
  return { anyOf: [level, object({ severity: level, ...properties })], description: purpose };
}

function valueSchema({ purpose, default: value, values }: Option): Schema {
  if (values !== undefined) return { enum: values, description: purpose, default: value };
  if (typeof value === 'number')
    return { type: 'integer', minimum: 0, description: purpose, default: value };
  return Array.isArray(value)
    ? { type: 'array', items: { type: 'string' }, description: purpose, default: value }
    : { type: 'string', description: purpose, default: value };
}
