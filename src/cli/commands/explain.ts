import type { Command } from 'commander';
import type { Io } from '../io.js';
import type { ConfigFlags } from '../lint/project-rules.js';
import type { Outcome } from '../program.js';

/** `petevents explain <id>`: why a finding is one, and what to do about it. */
export function addExplain(program: Command, io: Io, outcome: Outcome): void {
  program
    .command('explain')
    .summary('explain a rule or a diagnostic code')
    .description('Prints what a rule or a diagnostic code means, why, and what to do about it.')
    .argument('<id>', 'for example channel/unused')
    .option('--config <file>', 'in place of the nearest petevents.yaml, for rules of your own')
    .action(async (id: string, flags: ConfigFlags) => {
      const { runExplain } = await import('../lint/explain.js');
      outcome.exitCode = await runExplain(id, flags, io);
    });
}
