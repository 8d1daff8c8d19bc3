import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

/** What secrets look like: keys of AWS, GitHub, Slack, Stripe, Google; private keys; signed tokens. */
const secret =
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b|\bgh[pousr]_[A-Za-z\d]{36,}|\bxox[abpr]-[A-Za-z\d-]{10,}|\bsk_live_[A-Za-z\d]{16,}|\bAIza[\w-]{35}|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|\w+:\/\/[^\s/:@{}]+:[^\s/@{}]+@/;

export const noCredentials = defineRule({
  id: 'security/no-credentials',
  purpose: 'No password, key or token stands in the document.',
  why: 'Documents are published, copied and kept in version control for ever. A secret in one is everybody’s.',
  remedy: 'Change the secret now, and write a placeholder in its place.',
  recommended: 'error',
  strict: 'error',
  checks: {
    server(server, { report }) {
      const host = server.field('host');
      if (host !== undefined && /^[^\s@/{}]+:[^\s@/{}]+@/.test(textOf(host)))
        report(host, 'The host has a user and a password in front.');
      for (const key of ['host', 'pathname', 'description']) look(server.field(key), report);
    },
    serverVariable(variable, { report }) {
      const name = variable.place.pointer.split('/').at(-1) ?? '';
      const value = variable.field('default');
      const isPlaceholder = /^(?:|[<{*].*|x+|change-?me|password|secret|token)$/i.test(
        textOf(value),
      );
      if (
        /pass(?:word|wd)|secret|token|api-?key/i.test(name) &&
        value !== undefined &&
        !isPlaceholder
      )
        report(value, `The default of \`${name}\` is a secret.`);
      else look(value, report);
      for (const item of [...variable.list('enum'), ...variable.list('examples')])
        look(item, report);
    },
    messageExample: (example, { report }) => look(example, report),
    schema: (schema, { report }) => {
      for (const key of ['default', 'example', 'examples', 'const'])
        look(schema.field(key), report);
    },
  },
});

const textOf = (view: View | undefined): string =>
  typeof view?.value === 'string' ? view.value : '';

/** Reports the first text in a value that looks like a secret, where it stands. */
function look(view: View | undefined, report: Lint['report']): void {
  if (view === undefined || !secret.test(JSON.stringify(view.value))) return;
  const inner = [...view.items(), ...view.entries().map(([, entry]) => entry)];
  const guilty = inner.find(({ value }) => secret.test(JSON.stringify(value)));
  if (guilty !== undefined) look(guilty, report);
  else report(view, 'This looks like a secret that somebody uses.', { part: 'value' });
}
