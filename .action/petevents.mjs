import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from './inputs.mjs';

/**
 * The path of the command: the version asked for, else the one that the project has installed, else
 * the one that this action belongs to.
 */
export function findPetevents({ version }, { folder, temp, actionPath }) {
  const own = version === '' ? installed(folder) : undefined;
  if (own !== undefined) return own;
  const wanted = version === '' ? manifest(actionPath).version : version;
  const target = join(temp, 'npm');
  const isWindows = process.platform === 'win32';
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', target];
  const { status, stderr } = spawnSync(
    isWindows ? 'npm.cmd' : 'npm',
    ['install', ...flags, `petevents@${wanted}`],
    { encoding: 'utf8', shell: isWindows, cwd: temp },
  );
  const command = join(target, 'node_modules/petevents/bin/petevents.js');
  if (status === 0 && existsSync(command)) return command;
  throw new InputError(`petevents@${wanted} could not be installed: ${lastLine(stderr)}`);
}

const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function installed(folder) {
  try {
    const path = createRequire(join(folder, 'package.json')).resolve('petevents/package.json');
    return join(dirname(path), 'bin/petevents.js');
  } catch {
    return undefined; // the project does not have it
  }
}

const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) ?? '';

/** Runs one command. Its report comes in all formats, as files whose names begin with `name`. */
export function check(command, name, { args, files, folder, temp }) {
  const path = (format) => join(temp, `${name}.${format}`);
  const outputs = ['json', 'github', 'sarif', 'markdown'].flatMap((format) => [
    '--output',
    `${format}=${path(format)}`,
  ]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, ...args, ...outputs, '--', ...files],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const read = (format) => (existsSync(path(format)) ? readFileSync(path(format), 'utf8') : '');
  const json = read('json');
  return {
    exitCode: status ?? 2,
    log: stdout + stderr,
    counts: json === '' ? { error: 0, warning: 0, info: 0 } : JSON.parse(json).counts,
    annotations: read('github'),
    markdown: read('markdown'),
    sarif: existsSync(path('sarif')) ? path('sarif') : '',
  };
}
