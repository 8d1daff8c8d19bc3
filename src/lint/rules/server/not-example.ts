import { defineRule } from '../../rule.js';

export const notExample = defineRule({
  id: 'server/not-example',
  purpose: 'A server’s host is not a placeholder.',
  why: 'Names such as `example.com` are reserved for documentation (RFC 2606): nobody can connect to them, so the server was never filled in.',
  remedy: 'Name the real host, or use a variable where it differs by environment.',
  strict: 'warning',
  checks: {
    server(server, { report }) {
      const host = server.field('host');
      const name = (server.text('host') ?? '').replace(/:\d+$/, '').toLowerCase();
      if (host !== undefined && /(?:^|\.)(?:example(?:\.(?:com|org|net))?|invalid)$/.test(name))
        report(host, `\`${name}\` is a placeholder.`);
    },
  },
});
