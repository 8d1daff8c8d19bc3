/** An object of JSON: no array, not `null`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export const isString = (value: unknown): value is string => typeof value === 'string';

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

export const isNull = (value: unknown): value is null => value === null;

/** A number that JSON can say: neither `NaN` nor infinite. */
export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A number without fraction, `1.0` included: JSON does not tell the two apart. */
export const isInteger = (value: unknown): value is number => Number.isInteger(value);
