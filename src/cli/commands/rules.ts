import { Option } from 'commander';
import type { Command } from 'commander';
import type { Io } from '../io.js';
import type { RulesFlags } from '../lint/rules.js';
import type { Outcome } from '../program.js';

/** `petevents rules`: everything that lint looks for. */
export function addRules(program: Command, io: Io, outcome: Outcome): void {
  program
    .command('rules')
    .summary('list what lint looks for')
    .description('Lists every rule with its level in the presets recommended and strict.')
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--config <file>', 'in place of the nearest petevents.yaml, for rules of your own')
    .action(async (flags: RulesFlags) => {
      const { runRules } = await import('../lint/rules.js');
      outcome.exitCode = await runRules(flags, io);
    });
}
