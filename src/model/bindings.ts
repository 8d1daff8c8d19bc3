import type { Bindings } from './model.js';
import { record } from './view.js';
import type { View } from './view.js';

/**
 * The bindings of an object by protocol, as data. References to whole binding objects and to their
 * fields are followed; what lies deeper stays as it is.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelBindingsObject
 */
export const bindings = (view: View): Bindings =>
  record(
    view.map('bindings').flatMap(([protocol, binding]) => {
      const target = binding.target();
      if (target?.isObject !== true) return [];
      return [[protocol, record(target.entries().map(fieldData))] as const];
    }),
  );

const fieldData = ([name, view]: [string, View]): readonly [string, unknown] => [
  name,
  view.target()?.data(),
];
