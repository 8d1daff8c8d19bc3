import { defineRule } from '../../rule.js';
import { isLocal } from '../server/host-parts.js';

/** Protocols without encryption, and what they are called with it. */
const encrypted: Readonly<Record<string, string>> = {
  amqp: 'amqps',
  http: 'https',
  ibmmq: 'ibmmq-secure',
  jms: 'jmss',
  kafka: 'kafka-secure',
  mqtt: 'mqtts',
  nats: 'natss',
  pulsar: 'pulsar+ssl',
  redis: 'rediss',
  stomp: 'stomps',
  ws: 'wss',
};

export const tls = defineRule({
  id: 'security/tls',
  purpose: 'A server that is not local encrypts its connections.',
  why: 'Without TLS everybody on the way reads the messages and the password. A local server is one on this machine, in a private zone such as `.internal`, or with a name of one word.',
  remedy: 'Name the encrypted protocol, for example `kafka-secure`.',
  strict: 'warning',
  checks: {
    server(server, { report }) {
      const at = server.field('protocol');
      const protocol = server.text('protocol')?.toLowerCase() ?? '';
      const better = Object.hasOwn(encrypted, protocol) ? encrypted[protocol] : undefined;
      if (at === undefined || better === undefined || isLocal(server.text('host') ?? '')) return;
      report(at, `\`${protocol}\` is not encrypted.`, { help: `Name the protocol \`${better}\`.` });
    },
  },
});
