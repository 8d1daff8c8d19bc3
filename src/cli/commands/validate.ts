import { Option } from 'commander';
import type { Command } from 'commander';
import type { Io } from '../io.js';
import { addFailOptions } from '../fail-on.js';
import { addLoadOptions, addStdinName } from '../load-options.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';
import type { ValidateFlags } from '../validate/run.js';

/** `petevents validate <documents...>`: everything that is wrong with documents, at its line. */
export function addValidate(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('validate')
    .summary('check documents against the AsyncAPI specification')
    .description('Checks AsyncAPI 3 documents and all that they refer to.')
    .argument('<documents...>', 'paths, patterns such as "specs/**/*.yaml", - for standard input')
    .addOption(
      new Option('--engine <engine>', 'petevents, or @asyncapi/parser as a second opinion')
        .choices(['petevents', 'reference'])
        .default('petevents'),
    )
    .action(async (documents: readonly string[], flags: ValidateFlags) => {
      const { runValidate } = await import('../validate/run.js');
      outcome.exitCode = await runValidate(documents, flags, io);
    });
  addOutputOptions(command, io);
  addFailOptions(command);
  addStdinName(command);
  addLoadOptions(command);
}
