import { Option } from 'commander';
import type { Command } from 'commander';
import { envelopeModes } from '../../verify/envelope.js';
import type { Io } from '../io.js';
import { addFailOptions } from '../fail-on.js';
import { addLoadOptions } from '../load-options.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';
import type { VerifyFlags } from '../verify/flags.js';
import { toCount, toDuration } from '../verify/values.js';

/** `petevents verify <document> [messages...]`: recorded or live messages against the contract. */
export function addVerify(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('verify')
    .summary('check recorded or live messages against a document')
    .description(
      'Checks payload, headers, content type and key of messages: JSON files (one message or an\n' +
        'array), NDJSON, folders, globs, - for standard input, or a sample from a broker.',
    )
    .argument('<document>', 'path of the document, or - for standard input')
    .argument('[messages...]', 'files, folders, globs, or - for standard input')
    .option('-m, --message <name>', 'which message they are (default: as files or types say)')
    .option('-c, --channel <name>', 'they are messages of this channel (key or address)')
    .option('--type-field <name>', 'the property of the payload that names the message')
    .option('--type-header <name>', 'the header that names the message (default: event-type)')
    .addOption(
      new Option('--envelope [mode]', 'files hold { payload, headers, key, contentType }')
        .choices([...envelopeModes])
        .preset('always')
        .default('auto'),
    )
    .option('--lines', 'each line is a message (NDJSON), whatever the file is called')
    .option('--unknown-fields', 'list properties and headers that no schema names')
    .option('--max-findings <number>', 'findings to print at most (default: 100)', toCount)
    .option('--from <url>', 'take messages from a broker: kafka://host:9092, amqp://host')
    .option('--topic <name>', 'Kafka: the topic')
    .option('--exchange <name>', 'AMQP: the exchange, read through a queue of our own')
    .option('--routing-key <pattern>', 'AMQP: the messages of the exchange (default: #)')
    .option('--queue <name>', 'AMQP: refused, with what to do instead')
    .option('--last <number>', 'messages to take (default: 1000)', toCount)
    .option('--for <duration>', 'how long to wait for messages: 10s, 2m (default: 10s)', toDuration)
    .action(async (document: string, messages: string[], flags: VerifyFlags) => {
      const { runVerify } = await import('../verify/run.js');
      outcome.exitCode = await runVerify(document, messages, { flags, io });
    });
  addOutputOptions(command, io);
  addFailOptions(command);
  addLoadOptions(command);
}
