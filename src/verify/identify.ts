import { own } from '../../templates/runtime/core/own.js';
import { asText } from '../../templates/runtime/core/envelope/expression.js';
import { readRole } from '../../templates/runtime/core/envelope/read-headers.js';
import type { Headers } from '../../templates/runtime/core/transport.js';
import { isDeepStrictEqual } from 'node:util';
import { parsePointer } from '../load/pointer.js';
import { escapeSegment } from '../load/source.js';
import type { Recorded } from './envelope.js';
import type { MessageRules } from './message-rules.js';

/** Where a message names its type, besides the header that the document declares for it. */
export interface TypeSource {
  /** A header's name. */
  readonly typeHeader?: string;
  /** A property of the payload, or a JSON Pointer into it. */
  readonly typeField?: string;
}

/** The messages that a record can be, or the type that it names and nobody knows. */
export type Identified = Named | { readonly unknown: string; readonly pointer: string };

interface Named {
  readonly candidates: readonly MessageRules[];
}

/** A type as the message says it, and where it says so. */
interface SaidType {
  readonly type: string;
  readonly pointer: string;
}

/** CloudEvents on Kafka, on AMQP, and on AMQP as older producers write it. */
const CLOUD_EVENTS = ['ce_type', 'cloudEvents_type', 'cloudEvents:type'];

/**
 * Narrows down which message a record is: by the type that its headers or its payload name, then by
 * the constants of payloads. The order is that of the generated run time.
 */
export function identify(
  recorded: Recorded,
  candidates: readonly MessageRules[],
  source: TypeSource,
): Identified {
  const said = fromHeaders(recorded, candidates, source) ?? fromPayload(recorded, source);
  if (said === undefined) return { candidates: byConstants(recorded.payload, candidates) };
  if ('candidates' in said) return said;
  const named = candidates.filter((rules) => answersTo(rules, said.type));
  return named.length > 0
    ? { candidates: byConstants(recorded.payload, named) }
    : { unknown: said.type, pointer: said.pointer };
}

const answersTo = ({ wireType, names }: MessageRules, type: string): boolean =>
  type === wireType || names.has(type);

function fromHeaders(
  { headers }: Recorded,
  candidates: readonly MessageRules[],
  { typeHeader }: TypeSource,
): SaidType | Named | undefined {
  if (headers === undefined) return undefined;
  if (typeHeader !== undefined) return said(own(headers, typeHeader), ['headers', typeHeader]);
  return declaredType(headers as Headers, candidates) ?? cloudEventsType(headers);
}

/** Each message may carry its type in a header of its own. */
function declaredType(
  headers: Headers,
  candidates: readonly MessageRules[],
): SaidType | Named | undefined {
  let first: SaidType | undefined;
  const named = candidates.filter((rules) => {
    const type = readRole(rules.plan, headers, 'type');
    if (type === undefined) return false;
    first ??= said(type, ['headers', rules.plan.names.type ?? '']);
    return answersTo(rules, type) && hasVersion(rules, headers);
  });
  return named.length > 0 ? { candidates: named } : first;
}

const hasVersion = ({ plan }: MessageRules, headers: Headers): boolean =>
  plan.versionConst === undefined ||
  readRole(plan, headers, 'version') === asText(plan.versionConst);

function cloudEventsType(headers: object): SaidType | undefined {
  for (const name of CLOUD_EVENTS) {
    const found = said(own(headers, name), ['headers', name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromPayload(
  { payload, isEnveloped }: Recorded,
  { typeField }: TypeSource,
): SaidType | undefined {
  if (typeField === undefined) return undefined;
  const path = parsePointer(typeField) ?? [typeField];
  return said(path.reduce(own, payload), [...(isEnveloped ? ['payload'] : []), ...path]);
}

const said = (type: unknown, path: readonly string[]): SaidType | undefined =>
  typeof type === 'string' && type !== ''
    ? { type, pointer: path.map((segment) => `/${escapeSegment(segment)}`).join('') }
    : undefined;

/** Those whose constants the payload does not contradict; all when it contradicts each. */
function byConstants(
  payload: unknown,
  candidates: readonly MessageRules[],
): readonly MessageRules[] {
  if (candidates.length < 2) return candidates;
  const left = candidates.filter(({ constants }) =>
    [...constants].every(([name, constant]) => isDeepStrictEqual(own(payload, name), constant)),
  );
  return left.length > 0 ? left : candidates;
}
