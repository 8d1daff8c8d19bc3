import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from '../support/paths.js';

/** A command that ended, or was ended after its time. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a folder. `PATH` and the caller's settings, and nothing of this test run. */
export const run = (
  cwd: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Ran => {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 240_000,
    env: { PATH, HOME, ...env },
  });
  return { status, stdout, stderr };
};

/** Like `run`, for what has to succeed. @returns standard output */
export const mustRun = (
  cwd: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string => {
  const { status, stdout, stderr } = run(cwd, command, env);
  if (status !== 0) throw new Error(`${command.join(' ')}: ${String(status)}\n${stdout}${stderr}`);
  return stdout;
};

export interface Packed {
  readonly tarball: string;
  readonly remove: () => void;
}

/** The package as it is published. */
export const pack = (): Packed => {
  const folder = mkdtempSync(join(tmpdir(), 'petevents-pack-'));
  mustRun(inProject(), ['npm', 'pack', '--loglevel', 'error', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  return {
    tarball: join(folder, tarball),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/**
 * What a new user does, without a network: `petevents init` from the package as it is published, in
 * an empty folder. In place of `npm install` it links the packages of this repository, of which
 * `versions.test.ts` says that they are the same.
 * @param args of `petevents init`
 * @returns the folder of the project
 */
export const initProject = (tarball: string, ...args: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'petevents-init-'));
  const npx = ['npx', '--offline', '--yes', '--package', tarball, 'petevents', 'init'];
  mustRun(folder, [...npx, 'project', ...args]);
  const project = join(folder, 'project');
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'petevents'), { recursive: true });
  mustRun(modules, ['tar', '-xzf', tarball, '-C', 'petevents', '--strip-components=1']);
  for (const name of readdirSync(inProject('node_modules'))) {
    if (name !== '.package-lock.json')
      symlinkSync(inProject('node_modules', name), join(modules, name));
  }
  return project;
};

/** An output without what differs from run to run: ids and ports. */
export const withoutIds = (text: string): string =>
  text
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>')
    .replace(/localhost:\d+/g, 'localhost:<port>');
