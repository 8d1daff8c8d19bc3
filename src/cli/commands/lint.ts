import type { Command } from 'commander';
import type { Io } from '../io.js';
import type { LintFlags } from '../lint/run.js';
import { addFailOptions } from '../fail-on.js';
import { addLoadOptions, addStdinName } from '../load-options.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';

/** `petevents lint [documents...]`: what a valid document still makes people stumble over. */
export function addLint(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('lint')
    .summary('check a document against good practice')
    .description(
      'Validates AsyncAPI 3 documents, then checks them against the rules of a preset.\n' +
        'Without a document it takes those of petevents.yaml.',
    )
    .argument('[documents...]', 'paths, patterns such as "specs/**/*.yaml", - for standard input')
    .option('--preset <name>', 'minimal, recommended or strict')
    .option('--add-on <list>', 'events, kafka, amqp, docs, security', splitList)
    .option('--rule <id=level>', 'turn a rule off, or to info, warning, error', splitList)
    .option('--config <file>', 'in place of the nearest petevents.yaml')
    .option('--baseline <file>', 'findings that are known and not shown')
    .option('--update-baseline', 'write the baseline from what is found')
    .option('--fix', 'mend what can be mended without a question')
    .action(async (documents: readonly string[], flags: LintFlags) => {
      const { runLint } = await import('../lint/run.js');
      outcome.exitCode = await runLint(documents, flags, io);
    });
  addOutputOptions(command, io);
  addFailOptions(command);
  addStdinName(command);
  addLoadOptions(command);
}

const splitList = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(',').map((name) => name.trim()),
];
