import { amqpUrl, chromiumPath, databaseUrl, kafkaBrokers } from './available.js';

/** Says once a run which broker tests are skipped, and how to start what they need. */
export default function notice(): void {
  const skipped = [
    ...(kafkaBrokers() === undefined ? ['Kafka: export $(test/brokers/kafka start)'] : []),
    ...(amqpUrl() === undefined ? ['RabbitMQ: export $(test/brokers/rabbitmq start)'] : []),
    ...(databaseUrl() === undefined ? ['PostgreSQL: export DATABASE_URL=postgres://...'] : []),
    ...(chromiumPath() === undefined ? ['Chromium: apt-get install chromium'] : []),
  ];
  for (const line of skipped) process.stderr.write(`skipped for want of ${line}\n`);
}
