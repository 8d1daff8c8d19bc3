import { isObject } from '../../spec/shape.js';
import type { JsonObject, ObjectTable } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { nearest } from '../../nearest.js';
import type { Context, Rule } from '../rule.js';
import type { Problem } from '../report.js';
import { code } from '../../show.js';
import { isMisspelt } from '../structure/object.js';
import { readAddress } from './address.js';

const id = 'channel/parameters-match';

/**
 * The expressions of an address and `parameters` name the same parameters.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#parametersObject
 */
export const channelParametersMatch: Rule = {
  id,
  kinds: ['channel'],
  check({ place, table }: Node, { report }: Context) {
    const { value } = place;
    if (!isObject(value) || ['address', 'parameters'].some((key) => isSlip(table, value, key)))
      return;
    const { address, parameters } = value;
    if (!isText(address) || !isMap(parameters)) return;
    for (const problem of problemsOf(address ?? null, parameters)) report.add(place, problem);
  },
};

/** A slip of the pen in the name of a field is the one fault to report. */
const isSlip = (table: ObjectTable, value: JsonObject, key: string): boolean =>
  !Object.hasOwn(value, key) && isMisspelt(table, value, key);

const isText = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> | undefined =>
  value === undefined || (isObject(value) && typeof value['$ref'] !== 'string');

function problemsOf(
  address: string | null,
  parameters: Readonly<Record<string, unknown>> = {},
): readonly Problem[] {
  const reading =
    address === null ? ({ ok: true, parameters: [] as string[] } as const) : readAddress(address);
  if (!reading.ok)
    return [{ code: id, message: `In this address ${reading.message}.`, path: ['address'] }];
  const used = new Set(reading.parameters);
  const undescribed = [...used].filter((name) => !Object.hasOwn(parameters, name));
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  return [
    ...undescribed.flatMap((name) => notDescribed(name, unused)),
    ...unused.map((name) => notUsed(name, address, undescribed)),
  ];
}

/** One slip of the pen is one fault: it is reported at the parameter's key. */
function notDescribed(name: string, unused: readonly string[]): readonly Problem[] {
  if (nearest(name, unused) !== undefined) return [];
  const message = `The parameter ${code(name)} of this address is not described in \`parameters\`.`;
  const help = `Add ${code(`parameters: { ${name}: {} }`)} to the channel.`;
  return [{ code: id, message, help, path: ['address'] }];
}

function notUsed(name: string, address: string | null, undescribed: readonly string[]): Problem {
  const meant = nearest(name, undescribed);
  const help = meant === undefined ? undefined : `Did you mean ${code(meant)}?`;
  return {
    code: id,
    message:
      address === null
        ? `The parameter ${code(name)} is of no use: the channel has no address.`
        : `The address ${code(address)} has no parameter ${code(name)}.`,
    path: ['parameters', name],
    part: 'key',
    ...(help === undefined ? {} : { help }),
  };
}
