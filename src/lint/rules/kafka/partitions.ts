import { defineRule } from '../../rule.js';

export const partitions = defineRule({
  id: 'kafka/partitions',
  purpose: 'A topic has no more replicas than its cluster has brokers.',
  why: 'Each replica needs a broker of its own: Kafka refuses to create a topic with more. How many there are is known where `host` lists them, or a server says it with `x-brokers`.',
  remedy: 'Lower `replicas`, or list all brokers in `host`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { view: channel } of document.channels) {
        const at = channel.follow('bindings')?.follow('kafka')?.field('replicas');
        const brokers = Math.min(...document.serversOf(channel).map(brokersOf));
        if (at !== undefined && typeof at.value === 'number' && at.value > brokers)
          report(
            at,
            `The topic has ${at.value} replicas, but its cluster only ${brokers} brokers.`,
          );
      }
    },
  },
});

/** The number of brokers of a server; infinite where it is unknown: a host may stand for many. */
function brokersOf(server: {
  field(key: string): { value: unknown } | undefined;
  text(key: string): string | undefined;
}): number {
  const said = server.field('x-brokers')?.value;
  if (typeof said === 'number') return said;
  const hosts = (server.text('host') ?? '').split(',').filter((host) => host.trim() !== '');
  return hosts.length > 1 ? hosts.length : Infinity;
}
