#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.();
const { run, processIo } = await import('../dist/cli.js');
process.exitCode = await run(process.argv.slice(2), processIo(process));
