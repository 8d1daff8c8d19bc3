import { Option } from 'commander';
import type { Command } from 'commander';
import type { InitFlags } from '../init/run.js';
import type { Io } from '../io.js';
import type { Outcome } from '../program.js';

/** `petevents init [folder]`: a new project to begin with. */
export function addInit(program: Command, io: Io, outcome: Outcome): void {
  program
    .command('init')
    .summary('write a new project, or a sample system')
    .description(
      'Writes a small project: a document, a publisher, a subscriber and a test.\n' +
        'With --sample petstore it writes a whole event-driven system to learn from.',
    )
    .argument('[folder]', 'where it goes; new, or empty (default: this folder)')
    .addOption(
      new Option('--sample <name>', 'what to write')
        .choices(['starter', 'petstore'])
        .default('starter'),
    )
    .action(async (folder: string | undefined, flags: InitFlags) => {
      const { runInit } = await import('../init/run.js');
      outcome.exitCode = await runInit(folder, flags, io);
    });
}
