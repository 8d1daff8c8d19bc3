import { Option } from 'commander';
import type { Command } from 'commander';
import type { Io } from '../io.js';
import { addLoadOptions } from '../load-options.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';
import type { ValidateFlags } from '../validate/run.js';

/** `petevents validate <document>`: everything that is wrong with a document, at its line. */
export function addValidate(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('validate')
    .summary('check a document against the AsyncAPI specification')
    .description('Checks an AsyncAPI 3 document and all that it refers to.')
    .argument('<document>', 'path of the document, or - for standard input')
    .addOption(
      new Option('--engine <engine>', 'petevents, or @asyncapi/parser as a second opinion')
        .choices(['petevents', 'reference'])
        .default('petevents'),
    )
    .action(async (document: string, flags: ValidateFlags) => {
      const { runValidate } = await import('../validate/run.js');
      outcome.exitCode = await runValidate(document, flags, io);
    });
  addOutputOptions(command, io);
  addLoadOptions(command);
}
