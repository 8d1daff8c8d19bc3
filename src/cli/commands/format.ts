import type { Command } from 'commander';
import type { FormatFlags } from '../format/run.js';
import type { Io } from '../io.js';
import { addOutputOptions } from '../output-options.js';
import type { Outcome } from '../program.js';

/** `petevents format <files...>`: the layout of YAML and JSON documents. */
export function addFormat(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('format')
    .summary('lay out YAML and JSON documents')
    .description('Lays documents out: indentation, blanks, line breaks. Keys keep their order.')
    .argument(
      '<files...>',
      'paths of files, or - for standard input, which goes to standard output',
    )
    .option('--check', 'write nothing; exit 1 when a file is laid out otherwise')
    .action(async (files: readonly string[], flags: FormatFlags) => {
      const { runFormat } = await import('../format/run.js');
      outcome.exitCode = await runFormat(files, flags, io);
    });
  addOutputOptions(command, io);
}
