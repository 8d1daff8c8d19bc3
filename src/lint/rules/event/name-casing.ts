import { defineRule } from '../../rule.js';
import { casingOption, isWrittenAs } from '../casing.js';
import { sentMessages } from './messages.js';

export const nameCasing = defineRule({
  id: 'event/name-casing',
  purpose: 'The names of all messages are written in one style.',
  why: 'Names are compared letter by letter by the receiver that chooses a handler. Of a name with dots, such as `com.pets.PetAdopted.v2`, the last word that is no version counts.',
  remedy: 'Rename the message, on every side at once, or choose another style.',
  strict: 'warning',
  options: { style: casingOption('How the name of a message is written.', 'PascalCase') },
  checks: {
    document(_root, { document, options, report }) {
      for (const { name, at } of sentMessages(document)) {
        const words = name.split(/[./]/).filter((word) => !/^v?\d+$/i.test(word));
        const isOwnName = typeof at.value === 'string';
        if (isOwnName && !isWrittenAs(options.style, words.at(-1) ?? name))
          report(at, `The name \`${name}\` is not ${options.style}.`);
      }
    },
  },
});
