import { code } from './markdown.js';

/** A value as code: strings that cannot be mistaken for anything else without quotes. */
export const valueText = (value: unknown): string =>
  Number.isFinite(value) ? `\`${String(value)}\`` : otherText(value);

const otherText = (value: unknown): string =>
  code(
    typeof value === 'string' && /^[^\s"](?: ?[^\s])*$/.test(value) && !LOOKS_LIKE_JSON.test(value)
      ? value
      : (JSON.stringify(value) ?? ''),
  );

const LOOKS_LIKE_JSON = /^(?:true|false|null|-?\d[\d.eE+-]*|[[{].*)$/;

/** Values as a list of words. */
export const valuesText = (values: readonly unknown[]): string => values.map(valueText).join(', ');

/** More than a cell holds well. */
export const areMany = (values: readonly unknown[]): boolean =>
  values.length > 8 || JSON.stringify(values).length > 160;
