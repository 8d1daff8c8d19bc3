import type { Command } from 'commander';
import { addBrokerOptions } from '../broker-options.js';
import type { LetterFlags, ListFlags, RedriveFlags } from '../dlq/flags.js';
import type { Io } from '../io.js';
import type { Outcome } from '../program.js';
import { toCount } from '../verify/values.js';

const DOCUMENT = 'path of the document, or - for standard input';

/** `petevents dlq list|peek|redrive <document>`: the dead letters of a consumer group. */
export function addDlq(program: Command, io: Io, outcome: Outcome): void {
  const dlq = program
    .command('dlq')
    .summary('list, look into and redrive dead letters')
    .description(
      'Lists the dead letters of a consumer group on Kafka or RabbitMQ, shows one with what the\n' +
        'document says is wrong with it, and sends them to their group again.',
    );
  addList(dlq, io, outcome);
  addPeek(dlq, io, outcome);
  addRedrive(dlq, io, outcome);
}

function addList(dlq: Command, io: Io, outcome: Outcome): void {
  const command = withGroup(dlq.command('list'))
    .summary('list what a group gave up, and why')
    .description('Lists the dead letters of a group, oldest first. Takes none away.')
    .argument('<document>', DOCUMENT)
    .option('--limit <number>', 'letters to list at most (default: 100)', toCount)
    .action(async (document: string, flags: ListFlags) => {
      const { runList } = await import('../dlq/list.js');
      outcome.exitCode = await runList(document, { flags, io });
    });
  addBrokerOptions(command);
}

function addPeek(dlq: Command, io: Io, outcome: Outcome): void {
  const command = withGroup(dlq.command('peek'))
    .summary('show one dead letter, and the rules that it breaks')
    .description(
      'Shows a dead letter with its reason, headers and payload, and the lines of the document that\n' +
        'it breaks as the document is now. Takes it not away.',
    )
    .argument('<document>', DOCUMENT)
    .argument('[id]', 'the message id, as `dlq list` shows it (default: the oldest letter)')
    .action(async (document: string, id: string | undefined, flags: LetterFlags) => {
      const { runPeek } = await import('../dlq/peek.js');
      outcome.exitCode = await runPeek(document, id, { flags, io });
    });
  addBrokerOptions(command);
}

function addRedrive(dlq: Command, io: Io, outcome: Outcome): void {
  const command = withGroup(dlq.command('redrive'))
    .summary('send dead letters to their group again')
    .description(
      'Sends dead letters to their group again, byte for byte, and takes each away once the broker\n' +
        'has its copy. Without --id, --reason, --type and --limit it takes all of them.',
    )
    .argument('<document>', DOCUMENT)
    .option('--id <id...>', 'only these')
    .option('--reason <reason...>', 'only those given up for this, such as attempts-exhausted')
    .option('--type <name...>', 'only these messages, by their name on the wire')
    .option('--limit <number>', 'so many at most, the oldest first', toCount)
    .option('--dry-run', 'only say which it would be')
    .action(async (document: string, flags: RedriveFlags) => {
      const { runRedrive } = await import('../dlq/redrive.js');
      outcome.exitCode = await runRedrive(document, { flags, io });
    });
  addBrokerOptions(command);
}

const withGroup = (command: Command): Command =>
  command.requiredOption('-g, --group <name>', 'the consumer group, as in `subscribe`');
