import type { Place, Source } from '../load/source.js';
import { View } from '../model/view.js';
import type { Schemas } from '../payload/compile.js';
import type { Check } from '../payload/issue.js';
import { schemaFormat } from '../spec/schema-format.js';
import { planOf } from '../../templates/runtime/core/envelope/plan.js';
import type { Validator } from '../../templates/runtime/validator.js';
import type { MessagePlan } from '../../templates/runtime/core/envelope/plan.js';
import { declaredHeaders } from './declared-headers.js';
import type { DeclaredHeaders } from './declared-headers.js';
import { constantOf, namedProperties, requiredNames } from './schema-parts.js';

/** A schema of a message: where it stands, and its check. */
export interface PartRules {
  readonly place: Place;
  readonly check: Check;
}

/** What the document says about one message. */
export interface MessageRules {
  /** The name to show: the message's `name`, else its key. */
  readonly name: string;
  /** Every name that the document gives it: `name` and keys. */
  readonly names: ReadonlySet<string>;
  /** What its type header or field says: the `const` of the declared header, else its name. */
  readonly wireType: string;
  /** Media type, without parameters, in lower case. */
  readonly contentType: string;
  readonly place: Place;
  /** Missing: any payload. */
  readonly payload?: PartRules;
  readonly headers?: PartRules;
  /** The key of its Kafka binding. */
  readonly key?: PartRules;
  /** The language of a payload schema that nobody here reads: `Avro`. */
  readonly foreign?: string;
  /** How its headers are read from the wire: by the code of the generated run time. */
  readonly plan: MessagePlan;
  /** The properties that its payload names at the top. */
  readonly properties: ReadonlySet<string>;
  /** Properties at the top that are a constant. */
  readonly constants: ReadonlyMap<string, unknown>;
  /** Properties that a payload must have when it is an object. */
  readonly required: readonly string[];
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageObject */
export function messageRules(own: View, keys: ReadonlySet<string>, schemas: Schemas): MessageRules {
  const view = own.withTraits();
  const [key = ''] = keys;
  const name = view.text('name') ?? key;
  const payload = schemaIn(schemas, view.field('payload'));
  const headers = schemaIn(schemas, view.field('headers')).part;
  const bound = view.follow('bindings')?.follow('kafka')?.field('key');
  const declared = headers && declaredHeaders(own.source, headers.place);
  const said = {
    name,
    wireType: declared?.type ?? name,
    contentType: view.text('contentType') ?? defaultContentType(own),
  };
  return {
    ...said,
    names: new Set([name, ...keys]),
    contentType: mediaType(said.contentType),
    place: own.place,
    ...named('payload', payload.part),
    ...named('headers', headers),
    ...named('key', schemaIn(schemas, bound).part),
    ...(payload.foreign === undefined ? {} : { foreign: payload.foreign }),
    plan: planIn(view, said, declared),
    ...topProperties(own.source, payload.part),
  };
}

const defaultContentType = ({ source }: View): string =>
  View.root(source).text('defaultContentType') ?? 'application/json';

/** The message as the generated run time knows it, as far as reading headers goes. */
function planIn(
  view: View,
  {
    name,
    ...said
  }: { readonly name: string; readonly wireType: string; readonly contentType: string },
  declared: DeclaredHeaders | undefined,
): MessagePlan {
  const correlationId = view.follow('correlationId')?.text('location');
  return planOf({
    ...said,
    type: name,
    payload: anything,
    ...(declared === undefined ? {} : { headers: { validator: anything, ...declared.contract } }),
    ...(correlationId === undefined ? {} : { correlationId }),
  });
}

/** The media type alone: `application/json; charset=utf-8` is `application/json`. */
export const mediaType = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** The plan reads names and types; checks are ours. */
const anything = { is: () => true, issues: () => [] } as unknown as Validator<unknown>;

const named = <Name extends string>(
  name: Name,
  part: PartRules | undefined,
): { readonly [Key in Name]?: PartRules } =>
  part === undefined ? {} : ({ [name]: part } as { readonly [Key in Name]: PartRules });

interface Found {
  readonly part?: PartRules;
  readonly foreign?: string;
}

/** A schema, or the one inside of a Multi Format Schema Object. */
function schemaIn(schemas: Schemas, field: View | undefined): Found {
  const target = field?.target();
  if (target === undefined) return {};
  const format = target.text('schemaFormat');
  if (format === undefined) return partOf(schemas, target);
  const { family, name } = schemaFormat(format);
  if (family === 'foreign' || family === 'other-draft') return { foreign: name };
  const inner = target.follow('schema');
  return inner === undefined ? {} : partOf(schemas, inner);
}

/** A schema that traits were merged into stands where the message says its own part of it. */
function partOf(schemas: Schemas, view: View): Found {
  const place = view.isMerged ? { ...view.place, value: view.data() } : view.place;
  const check = schemas.check(place);
  return check === undefined ? {} : { part: { place, check } };
}

function topProperties(
  source: Source,
  part: PartRules | undefined,
): Pick<MessageRules, 'properties' | 'constants' | 'required'> {
  if (part === undefined) return { properties: new Set(), constants: new Map(), required: [] };
  const always = namedProperties(source, part.place, 'always');
  const fixed = [...always].map(([name, schemas]) => [name, constantOf(source, schemas)] as const);
  return {
    properties: new Set(namedProperties(source, part.place, 'perhaps').keys()),
    constants: new Map(fixed.filter(([, constant]) => constant !== undefined)),
    required: requiredNames(source, part.place),
  };
}
