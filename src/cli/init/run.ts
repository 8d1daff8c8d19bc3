import { relative, resolve } from 'node:path';
import { writeNewProject } from '../../write/new-project.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import { explainSystemError, isSystemError } from '../system-error.js';
import { projectOf } from './project.js';
import type { Project, Sample } from './project.js';

export interface InitFlags {
  readonly sample: Sample;
}

/** Runs `petevents init`. @returns the exit code */
export async function runInit(
  folder: string | undefined,
  { sample }: InitFlags,
  io: Io,
): Promise<number> {
  const target = resolve(io.cwd, folder ?? '.');
  const name = printable(relative(io.cwd, target));
  const project = await projectOf(sample);
  try {
    const refusal = writeNewProject(target, [...project.own, ...project.generated]);
    if (refusal !== undefined) return complain(REFUSALS[refusal](name), io);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return complain(explainSystemError(error), io);
  }
  io.stderr.write(nextCommands(name, sample, project));
  return EXIT.fine;
}

const shown = (name: string): string => (name === '' ? 'this folder' : name);

const REFUSALS = {
  'not-empty': (name: string) =>
    `${shown(name)} is not empty; name a new folder, such as: petevents init shop`,
  busy: (name: string) => `another run is writing into ${shown(name)}`,
} as const;

function complain(message: string, io: Io): number {
  io.stderr.write(`petevents init: ${message}\nnothing was written\n`);
  return EXIT.failed;
}

const FIRST = { starter: 'npm start', petstore: 'npm run demo' } as const;

function nextCommands(name: string, sample: Sample, { own, generated }: Project): string {
  const count = `${own.length} files, and ${generated.length} that are generated in src/generated`;
  const commands = [...(name === '' ? [] : [`cd ${quoted(name)}`]), 'npm install', FIRST[sample]];
  return [`${shown(name)}: ${count}`, '', 'Next:', ...commands.map((line) => `  ${line}`), ''].join(
    '\n',
  );
}

/** As a shell takes it. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
