import type { Command } from 'commander';
import { addBrokerOptions } from '../broker-options.js';
import type { Io } from '../io.js';
import type { Outcome } from '../program.js';
import { toGroup } from '../provision/groups.js';
import type { ProvisionFlags } from '../provision/run.js';

/** `petevents provision <document>`: what a document needs on its broker. */
export function addProvision(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('provision')
    .summary('make the topics, or exchanges and queues, of a document')
    .description(
      'Makes what the generated code needs on Kafka or RabbitMQ: topics with their settings, or\n' +
        'exchanges, queues, bindings, and the dead letters of each group. What is there is compared\n' +
        'first and never changed. Groups come from petevents.yaml, or from --group.',
    )
    .argument('<document>', 'path of the document, or - for standard input')
    .option(
      '-g, --group <name=operations>',
      'a consumer group and what it receives: emails=onPetAdopted,onPetSold; repeatable',
      toGroup,
    )
    .option('--dry-run', 'make nothing; say what is missing and what differs')
    .action(async (document: string, flags: ProvisionFlags) => {
      const { runProvision } = await import('../provision/run.js');
      outcome.exitCode = await runProvision(document, { flags, io });
    });
  addBrokerOptions(command);
}
