import { isObject } from './shape.js';
import type { EitherShape, Shape } from './shape.js';

/** Whether a value has the JSON type that a shape asks for; says nothing of what is inside. */
export function hasType(shape: Shape, value: unknown): boolean {
  switch (shape.shape) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'list':
      return Array.isArray(value);
    case 'map':
      return isObject(value);
    case 'object':
      return isObject(value) || (shape.orBoolean === true && typeof value === 'boolean');
    case 'either':
      return shape.of.some((option) => hasType(option, value));
  }
}

/** The alternative that a value's JSON type picks. */
export const optionFor = (shape: EitherShape, value: unknown): Shape | undefined =>
  shape.of.find((option) => hasType(option, value));
