import { placeId } from '../load/source.js';
import type { Place, Resolution } from '../load/source.js';
import { isObject } from '../spec/shape.js';
import type { AnyShape, ObjectShape } from '../spec/shape.js';
import type { Reference } from '../spec/walk.js';
import type { Problem, Report } from './report.js';
import { alternatives, article, code } from '../show.js';

/** Reports what is wrong with a Reference Object and with where it leads. */
export function checkReference(reference: Reference, report: Report): void {
  const { from, resolution, wanted, wrongKind } = reference;
  if (!resolution.ok) {
    reportUnresolved(resolution, from, report);
    return;
  }
  if (wrongKind !== undefined && wanted.shape === 'object')
    report.add(from, ofWrongKind(wanted, wrongKind, resolution.place));
  else if (!isObject(resolution.place.value)) checkScalar(wanted, from, resolution.place, report);
  checkSiblings(from, report);
}

/** A chain fails at its last link: every reference that leads there is one fault, reported once. */
function reportUnresolved(
  { hops, problem }: Resolution & { readonly ok: false },
  from: Place,
  report: Report,
): void {
  if (problem.causes !== undefined) {
    report.addFound(problem.causes);
    return;
  }
  if (problem.code === 'ref/cycle') {
    reportCycle(cycleOf(hops), report);
    return;
  }
  const { code: faultCode, message, help } = problem;
  report.add(hops.at(-1) ?? from, {
    code: faultCode,
    message,
    path: ['$ref'],
    ...(help === undefined ? {} : { help }),
  });
}

/** A cycle is reported at the same member however it is entered. */
function reportCycle(members: readonly Place[], report: Report): void {
  const [first, ...rest] = members.toSorted((a, b) => (placeId(a) < placeId(b) ? -1 : 1));
  if (first === undefined) return;
  report.add(first, {
    code: 'ref/cycle',
    message:
      rest.length === 0
        ? 'This reference leads back to itself.'
        : 'This reference leads back to itself, by way of others.',
    path: ['$ref'],
    help: 'Let one reference of the circle lead to the thing itself.',
    ...(rest.length === 0
      ? {}
      : { related: rest.map((place) => ({ message: 'another reference of the circle', place })) }),
  });
}

/** The members of the cycle at the end of a chain: what lies between two visits of its last place. */
function cycleOf(chain: readonly Place[]): readonly Place[] {
  const ids = chain.map(placeId);
  const before = ids.lastIndexOf(ids.at(-1) ?? '', -2);
  return before < 0 ? chain : chain.slice(before + 1);
}

function ofWrongKind(wanted: ObjectShape, actual: string, target: Place): Problem {
  const expected = wanted.table().name;
  const help = kindHelp(expected, actual, target.pointer);
  return {
    code: 'ref/wrong-kind',
    message: `This must lead to ${article(expected)}, but ${code(`#${target.pointer}`)} is ${article(actual)}.`,
    path: ['$ref'],
    related: [{ message: `the ${actual}`, place: target }],
    ...(help === undefined ? {} : { help }),
  };
}

function kindHelp(expected: string, actual: string, pointer: string): string | undefined {
  if (expected !== 'Schema Object') return undefined;
  if (actual === 'Message Object')
    return `Its payload’s schema is at ${code(`#${pointer}/payload`)}.`;
  if (actual === 'Multi Format Schema Object')
    return `Its schema is at ${code(`#${pointer}/schema`)}.`;
  return undefined;
}

/** A reference may lead to a place that the specification does not describe: then to anything. */
function checkScalar(
  wanted: ObjectShape | AnyShape,
  from: Place,
  target: Place,
  report: Report,
): void {
  if (wanted.shape === 'any') return;
  if (wanted.orBoolean === true && typeof target.value === 'boolean') return;
  const actual = Array.isArray(target.value)
    ? 'list'
    : target.value === null
      ? 'null'
      : typeof target.value;
  report.add(from, ofWrongKind(wanted, actual, target));
}

function checkSiblings(from: Place, report: Report): void {
  if (!isObject(from.value)) return;
  const siblings = Object.keys(from.value).filter((key) => key !== '$ref');
  const [first] = siblings;
  if (first === undefined) return;
  const verb = siblings.length === 1 ? 'is' : 'are';
  report.add(from, {
    code: 'ref/siblings',
    severity: 'warning',
    message: `${siblings.length > 5 ? 'The fields' : alternatives(siblings).replace(/ or (?=`[^`]*`$)/, ' and ')} beside a \`$ref\` ${verb} ignored.`,
    path: [first],
    part: 'key',
    help: 'Move what belongs to the target there, and remove the rest.',
  });
}
