import { UnknownTargetError } from '../errors.js';

/** In `x-dead-letter`: `{queue}`, or a parameter of the address. */
const placeholder = /\{([^{}]*)\}/gu;

/** The placeholders of an `x-dead-letter`. */
export const placeholdersOf = (template: string): readonly string[] =>
  Array.from(template.matchAll(placeholder), ([, name = '']) => name);

/**
 * The address that `x-dead-letter` names, its placeholders filled in.
 * @param valueOf what stands for a placeholder: `queue`, or a parameter of the address
 * @throws UnknownTargetError when nothing does
 */
export const deadLetterTarget = (
  template: string,
  valueOf: (name: string) => string | undefined,
): string =>
  template.replaceAll(placeholder, (_, name: string) => {
    const value = valueOf(name);
    if (value !== undefined) return value;
    throw new UnknownTargetError(
      `x-dead-letter "${template}": {${name}} has no single value here; use {queue}, or name a place`,
    );
  });
