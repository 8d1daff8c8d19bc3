import { quote } from '../../emit/quote.js';
import type { JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { ALWAYS, and, atom, compare, isDecided, not, or } from './condition.js';
import { call } from './expression.js';
import { loop, printStatements, statement, when } from './statement.js';
import { uses, withoutLiterals } from './usage.js';
import { setConstant } from './constants.js';
import { arrow } from './functions.js';
import { constantName } from './names.js';
import { place } from './path.js';
import type { Part, Printer } from './printer.js';
import { schemaPart } from './schema.js';
import { isPattern, patternConstant } from './strings.js';

interface Rule {
  /** Whether the rule speaks of the property called `key`. */
  readonly applies: Condition;
  readonly part: Part;
}

/** `patternProperties` and `additionalProperties`: draft-07 validation, sections 6.5.5 and 6.5.6. */
export function otherProperties(printer: Printer, schema: JsonSchemaObject, hint: string): Part[] {
  const { patternProperties = {}, additionalProperties = true } = schema;
  const patterns = Object.entries(patternProperties).filter(([pattern]) => isPattern(pattern));
  const closes = additionalProperties !== true;
  if (!closes && patterns.length === 0) return [];
  const { item, key, value } = printer.variables;
  const rules = (): readonly Rule[] => {
    const matching = patterns.map(([pattern, given], i) => ({
      applies: atom(call(`${patternConstant(printer, pattern, `${hint} key`)}.test`, key)),
      part: schemaPart(printer, given, { code: item, hint: `${hint} match ${i + 1}` }),
    }));
    if (!closes) return matching;
    const part = schemaPart(printer, additionalProperties, { code: item, hint: `${hint} other` });
    const known = isDeclared(printer, Object.keys(schema.properties ?? {}), hint);
    const applies = not(or(known, ...matching.map((other) => other.applies)));
    return [...matching, { applies, part }];
  };
  return [
    {
      holds: () => guard(printer, rules(), hint),
      faults: (path) => {
        const token = `${printer.use('escapeKey', '')}(${key})`;
        const body = rules().flatMap(({ applies, part }) =>
          when(applies, part.faults(place(path, token))),
        );
        if (body.length === 0) return [];
        const usesItem = uses(withoutLiterals(printStatements(body, 0)), item);
        const first = usesItem ? [statement(`const ${item} = ${value}[${key}]`)] : [];
        const keys = `${printer.use('keysOf', '/objects')}(${value})`;
        return [loop(`const ${key} of ${keys}`, [...first, ...body])];
      },
    },
  ];
}

/** A function that looks at one property, and the call that applies it to all. */
function guard(printer: Printer, rules: readonly Rule[], hint: string): Condition {
  const condition = and(...rules.map(({ applies, part }) => or(not(applies), part.holds())));
  if (condition.kind === 'always') return ALWAYS;
  const every = printer.use('everyProperty', '/objects');
  const name = printer.nameFor('is', `${hint} property`);
  const { item, key, value } = printer.variables;
  const usesKey = rules.some(({ applies }) => !isDecided(applies));
  const parameters = usesKey ? [`${item}: unknown`, `${key}: string`] : [`${item}: unknown`];
  printer.declare(arrow(name, [parameters, 'boolean'], condition));
  return atom(call(every, value, name));
}

/** Whether `key` is one of the declared properties. */
function isDeclared(printer: Printer, names: readonly string[], hint: string): Condition {
  const { key } = printer.variables;
  if (names.length <= 2) return or(...names.map((name) => compare(key, '===', quote(name))));
  const wanted = constantName(`${hint === '' ? printer.schema.names.type : hint} keys`);
  const constant = printer.constant(wanted, `keys ${JSON.stringify(names)}`, (name) =>
    setConstant(name, names),
  );
  return atom(call(`${constant}.has`, key));
}
