import { defineRule } from '../../rule.js';

export const operationIdNaming = defineRule({
  id: 'operation/id-naming',
  purpose: 'The id of an operation can be the name of a function, and no other is like it.',
  why: 'Code and documentation call an operation by its id. One that is no name has to be changed there, and two that differ only in capitals or dashes become one.',
  remedy: 'Write it in letters and digits: a verb and what it is about, such as `sendPetAdopted`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      const first = new Map<string, string>();
      for (const { key, at } of document.operations) {
        const plain = key.replaceAll(/[^\p{L}\d]/gu, '').toLowerCase();
        const other = first.get(plain);
        if (!/^[\p{L}_$][\p{L}\d_$]*$/u.test(key))
          report(at, `The id \`${key}\` cannot be the name of a function.`, { part: 'key' });
        else if (other !== undefined)
          report(at, `The ids \`${other}\` and \`${key}\` differ only in how they are written.`, {
            part: 'key',
          });
        first.set(plain, other ?? key);
      }
    },
  },
});
