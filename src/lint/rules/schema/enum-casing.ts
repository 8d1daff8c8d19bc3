import { defineRule } from '../../rule.js';
import { casingOption, casings, isWrittenAs } from '../casing.js';

export const enumCasing = defineRule({
  id: 'schema/enum-casing',
  purpose: 'The words of all enums are written in one style.',
  why: 'Values are compared letter by letter: with one style nobody compares with `Shipped` what is sent as `SHIPPED`.',
  remedy: 'Rename the value in a new version of the message, or choose another style.',
  strict: 'warning',
  options: {
    style: {
      ...casingOption(
        'How a value is written; `any` asks only that one list has one style.',
        'any',
      ),
      values: ['any', ...Object.keys(casings)],
    },
  },
  checks: {
    schema(schema, { document, options, report }) {
      const words = schema.list('enum').filter(({ value }) => /[a-z]/i.test(textOf(value)));
      if (words.length === 0 || !document.isPayload(schema)) return;
      const texts = words.map(({ value }) => textOf(value));
      const shared = Object.keys(casings).find((style) =>
        texts.every((text) => isWrittenAs(style, text)),
      );
      if (options.style === 'any') {
        const [first] = words;
        if (shared === undefined && first !== undefined)
          report(first, 'The words of this enum are written in several styles.');
        return;
      }
      for (const word of words)
        if (!isWrittenAs(options.style, textOf(word.value)))
          report(word, `\`${textOf(word.value)}\` is not ${options.style}.`);
    },
  },
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
