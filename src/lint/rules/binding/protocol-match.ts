import type { View } from '../../../model/view.js';
import { bindingOf } from '../../protocols.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

export const protocolMatch = defineRule({
  id: 'binding/protocol-match',
  purpose: 'Bindings are for protocols that the servers speak.',
  why: 'Bindings of another protocol have no effect: the partitions that somebody wrote down for a queue are never made.',
  remedy: 'Remove the binding, or add a server of its protocol.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, lint) {
      for (const { view: server } of lint.document.servers)
        check(server, [server.text('protocol') ?? ''], lint);
      for (const { view: channel } of lint.document.channels) {
        const protocols = [...lint.document.protocolsOf(channel)];
        const messages = channel.map('messages').flatMap(([, message]) => message.target() ?? []);
        const operations = lint.document.operationsOn(channel).map(({ view }) => view);
        for (const each of [channel, ...operations, ...messages]) check(each, protocols, lint);
      }
    },
  },
});

/** Says nothing where a protocol is unknown to us: its bindings may have any name. */
function check(holder: View, protocols: readonly string[], { report }: Lint): void {
  const spoken = protocols.map(bindingOf);
  if (spoken.length === 0 || spoken.includes(undefined)) return;
  for (const [name, binding] of holder.map('bindings')) {
    const isSpoken = spoken.includes(name) || (name === 'http' && spoken.includes('ws'));
    if (isSpoken || name.startsWith('x-')) continue;
    report(binding, `No server here speaks \`${name}\`, but ${listed(protocols)}.`, {
      part: 'key',
    });
  }
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
