import { replaceText } from '../../fixes.js';
import { defineRule } from '../../rule.js';

export const hostNoScheme = defineRule({
  id: 'server/host-no-scheme',
  purpose: 'A server’s `host` has no scheme in front.',
  why: 'AsyncAPI 3 splits the URL of 2.x into `protocol`, `host` and `pathname`: tools put them together again and get `kafka://kafka://…`.',
  remedy: 'Remove the scheme: `protocol` says it.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    server(server, { report }) {
      const host = server.field('host');
      const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(server.text('host') ?? '');
      if (host === undefined || scheme === null) return;
      const rest = (server.text('host') ?? '').slice(scheme[0].length);
      const isSame = scheme[1]?.toLowerCase() === server.text('protocol')?.toLowerCase();
      const isWhole = rest !== '' && !rest.includes('/');
      report(host, `The host has the scheme \`${scheme[0]}\` in front.`, {
        ...(isSame && isWhole ? { fix: () => replaceText(host, rest) } : {}),
      });
    },
  },
});
