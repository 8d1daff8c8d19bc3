/** How servers call protocols, by the key of their bindings. */
const names: Readonly<Record<string, readonly string[]>> = {
  amqp: ['amqp', 'amqps'],
  amqp1: ['amqp1'],
  anypointmq: ['anypointmq'],
  googlepubsub: ['googlepubsub', 'pubsub'],
  http: ['http', 'https', 'sse'],
  ibmmq: ['ibmmq', 'ibmmq-secure'],
  jms: ['jms', 'jmss'],
  kafka: ['kafka', 'kafka-secure'],
  mercure: ['mercure'],
  mqtt: ['mqtt', 'mqtts', 'secure-mqtt'],
  mqtt5: ['mqtt5'],
  nats: ['nats', 'natss'],
  pulsar: ['pulsar', 'pulsar+ssl'],
  redis: ['redis', 'rediss'],
  ros2: ['ros2'],
  sns: ['sns'],
  solace: ['solace'],
  sqs: ['sqs'],
  stomp: ['stomp', 'stomps'],
  ws: ['ws', 'wss'],
};

const byProtocol = new Map(
  Object.entries(names).flatMap(([binding, protocols]) =>
    protocols.map((protocol) => [protocol, binding] as const),
  ),
);

/** Every name that is known. */
export const knownProtocols: readonly string[] = [...byProtocol.keys()];

/** The key of the bindings of a protocol; undefined when it is unknown. */
export const bindingOf = (protocol: string): string | undefined =>
  byProtocol.get(protocol.toLowerCase());
