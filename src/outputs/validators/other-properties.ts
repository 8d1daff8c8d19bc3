import type { Layout } from '../../emit/layout.js';
import { group, ifBreak, indent, join, line, softline } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import type { JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './code.js';
import { ALWAYS, and, atom, call, compare, layOutCondition, loop, not, or, when } from './code.js';
import { declareConstant } from './constants.js';
import { declareFunction } from './functions.js';
import { camelCase } from './names.js';
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
  const rules = (): readonly Rule[] => {
    const matching = patterns.map(([pattern, given], i) => ({
      applies: atom(call(`${patternConstant(printer, pattern, `${hint} key`)}.test`, 'key')),
      part: schemaPart(printer, given, { code: 'item', hint: `${hint} match ${i + 1}` }),
    }));
    if (!closes) return matching;
    const part = schemaPart(printer, additionalProperties, { code: 'item', hint: `${hint} other` });
    const known = isDeclared(printer, Object.keys(schema.properties ?? {}), hint);
    const applies = not(or(known, ...matching.map((other) => other.applies)));
    return [...matching, { applies, part }];
  };
  return [
    {
      holds: () => guard(printer, rules(), hint),
      faults: (path) => {
        const key = `${printer.use('escapeKey', '')}(key)`;
        const body = rules().flatMap(({ applies, part }) =>
          when(applies, part.faults(place(path, key))),
        );
        const usesItem = rules().some(({ part }) => needsItem(part));
        const item = usesItem ? [{ kind: 'code', code: 'const item = value[key];' } as const] : [];
        if (body.length === 0) return [];
        const keys = `${printer.use('keysOf', '/objects')}(value)`;
        return [loop(`const key of ${keys}`, [...item, ...body])];
      },
    },
  ];
}

const needsItem = (part: Part): boolean => {
  const { kind } = part.holds();
  return kind !== 'always' && kind !== 'never';
};

/** A function that looks at one property, and the call that applies it to all. */
function guard(printer: Printer, rules: readonly Rule[], hint: string): Condition {
  const condition = and(...rules.map(({ applies, part }) => or(not(applies), part.holds())));
  if (condition.kind === 'always') return ALWAYS;
  const every = printer.use('everyProperty', '/objects');
  const name = printer.nameFor('is', `${hint} property`);
  const item = rules.some(({ part }) => needsItem(part)) ? 'item: unknown' : '_item: unknown';
  const usesKey = rules.some(({ applies }) => applies.kind !== 'always');
  const body = indent([line, layOutCondition(condition, 'tail')]);
  const parameters = usesKey ? [item, 'key: string'] : [item];
  printer.statements.push(declareFunction(name, [parameters, 'boolean'], body));
  return atom(call(every, 'value', name));
}

/** Whether `key` is one of the declared properties. */
function isDeclared(printer: Printer, names: readonly string[], hint: string): Condition {
  if (names.length <= 2) return or(...names.map((name) => compare('key', '===', quote(name))));
  const wanted = camelCase(`${hint === '' ? printer.schema.names.value : hint} keys`);
  const constant = printer.constant(wanted, `keys ${JSON.stringify(names)}`, (name) =>
    declareConstant(`const ${name}`, setOf(names)),
  );
  return atom(call(`${constant}.has`, 'key'));
}

const setOf = (names: readonly string[]): Layout => {
  const items = join([',', line], names.map(quote));
  return ['new Set(', group(['[', indent([softline, items]), ifBreak(','), softline, ']']), ')'];
};
