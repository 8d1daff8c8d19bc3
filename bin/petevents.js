#!/usr/bin/env node
import module from 'node:module';
import { processIo, run } from '../dist/cli.js';

module.enableCompileCache?.();
process.exitCode = await run(process.argv.slice(2), processIo(process));
