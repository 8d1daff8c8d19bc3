import type { Command } from 'commander';
import type { Io } from '../io.js';
import type { LintFlags } from '../lint/run.js';
import { addLoadOptions } from '../load-options.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';

/** `petevents lint <document>`: what a valid document still makes people stumble over. */
export function addLint(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('lint')
    .summary('check a document against good practice')
    .description('Validates an AsyncAPI 3 document, then checks it against the rules of a preset.')
    .argument('<document>', 'path of the document, or - for standard input')
    .option('--preset <name>', 'minimal, recommended or strict')
    .option('--add-on <list>', 'events, kafka, amqp, docs, security', splitList)
    .option('--rule <id=level>', 'turn a rule off, or to info, warning, error', splitList)
    .action(async (document: string, flags: LintFlags) => {
      const { runLint } = await import('../lint/run.js');
      outcome.exitCode = await runLint(document, flags, io);
    });
  addOutputOptions(command, io);
  addLoadOptions(command);
}

const splitList = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(',').map((name) => name.trim()),
];
