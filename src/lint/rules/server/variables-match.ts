import { nearest } from '../../../nearest.js';
import { defineRule } from '../../rule.js';
import { hostParts, variablesIn } from './host-parts.js';

export const variablesMatch = defineRule({
  id: 'server/variables-match',
  purpose: 'A server’s `host` and `pathname` and its `variables` name the same variables.',
  why: 'A variable that is not described cannot be filled in, and one that stands nowhere has no effect: mostly one of the two is misspelt.',
  remedy: 'Describe it in `variables`, or put it into `host` or `pathname`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    server(server, { report }) {
      const described = server.map('variables');
      const names = described.map(([name]) => name);
      const used = hostParts(server).flatMap(variablesIn);
      const unused = described.filter(([name]) => !used.includes(name));
      const near = (name: string) =>
        nearest(
          name,
          used.filter((each) => !names.includes(each)),
        );
      for (const part of hostParts(server))
        for (const name of new Set(variablesIn(part)))
          if (!names.includes(name) && !unused.some(([other]) => near(other) === name))
            report(part, `The variable \`${name}\` is not described in \`variables\`.`);
      for (const [name, view] of unused) {
        const meant = near(name);
        const help = meant === undefined ? {} : { help: `Did you mean \`${meant}\`?` };
        report(view, `Nothing uses the variable \`${name}\`.`, { part: 'key', ...help });
      }
    },
  },
});
