// What the two broker scripts share: the cache folder, daemons known by pid file, locks, arguments.
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { env } = process;

/** Everything that the scripts download or write lies under this folder. */
export const home =
  env.PETEVENTS_BROKERS_HOME ||
  join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'petevents-brokers');

/** How long a start may take before it counts as failed, in milliseconds. */
export const startLimit = Number(env.PETEVENTS_BROKERS_START_LIMIT_MS || 90_000);

/** A fault that the user can mend; printed without a stack trace. */
export class Fault extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const say = (line) => process.stderr.write(`${line}\n`);

/** Runs `main` and turns faults into one line on stderr and an exit code: 1 failed, 2 usage, 3 not running. */
export async function run(name, main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const forUser = error instanceof Fault || error.syscall; // a full disk or a missing permission is no bug of ours
    say(`${name}: ${forUser ? error.message : error.stack}`);
    process.exitCode = error.exitCode ?? 1;
  }
}

/** Splits arguments into words and `--name value` options; `flags` take no value. */
export function parseArguments(argv, names, flags = []) {
  const words = [];
  const options = {};
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = argv[i].split(/=(.*)/s);
    if (!name.startsWith('--')) words.push(argv[i]);
    else if (flags.includes(name.slice(2))) options[name.slice(2)] = true;
    else if (!names.includes(name.slice(2))) throw new Fault(`unknown option ${name}`, 2);
    else if ((options[name.slice(2)] = inline ?? argv[++i]) === undefined)
      throw new Fault(`${name} needs a value`, 2);
  }
  return { words, options };
}

/** A port with room for `span` more ports above it. */
export function toPort(text, span) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port + span > 65535)
    throw new Fault(`bad port ${text}`, 2);
  return port;
}

/** What the kernel says of a process, or undefined when it is gone or only waits to be reaped. */
function processStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(fields[0]) ? undefined : { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}

/** A background process that we started; its pid file also holds its start time, so that a reused pid is never ours. */
export class Daemon {
  constructor(folder, name) {
    this.name = name;
    this.pidFile = join(folder, `${name}.pid`);
    this.logFile = join(folder, `${name}.log`);
  }

  /** The pid while the process lives, else undefined. */
  get pid() {
    return this.#seen()?.pid;
  }

  /** `running`, `frozen` (SIGSTOP) or `dead`. */
  get state() {
    const seen = this.#seen();
    return !seen ? 'dead' : seen.state === 'T' ? 'frozen' : 'running';
  }

  /** Resident memory in MiB. */
  get rss() {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kib) / 1024);
  }

  #seen() {
    if (!existsSync(this.pidFile)) return undefined;
    const [pid, started] = readFileSync(this.pidFile, 'utf8').trim().split(' ');
    const stat = processStat(pid);
    return stat?.started === started ? { pid: Number(pid), state: stat.state } : undefined;
  }

  /** Starts the process in its own session, so that it outlives the script and its terminal. */
  spawn(command, args, options = {}) {
    const log = openSync(this.logFile, 'a');
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', () => {}); // a missing program shows as a dead daemon
    child.unref();
    if (!child.pid) throw new Fault(`cannot run ${command}; is it installed?`);
    writeFileSync(this.pidFile, `${child.pid} ${processStat(child.pid)?.started}\n`);
  }

  signal(name) {
    const { pid } = this;
    if (pid) process.kill(pid, name);
  }

  async gone(limit) {
    for (const end = Date.now() + limit; Date.now() < end; await sleep(25))
      if (!this.pid) return true;
    return !this.pid;
  }

  /** SIGTERM, and SIGKILL to what is still there after `grace` milliseconds. */
  async stop(grace) {
    this.signal('SIGTERM');
    this.signal('SIGCONT');
    if (!(await this.gone(grace))) await this.kill();
    rmSync(this.pidFile, { force: true });
  }

  async kill() {
    this.signal('SIGKILL');
    if (!(await this.gone(10_000)))
      throw new Fault(`${this.name} (pid ${this.pid}) survives SIGKILL`);
  }

  logTail(lines = 25) {
    return existsSync(this.logFile)
      ? readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
      : '';
  }
}

/** Calls `probe` until it returns something true; throws when a daemon dies or the time is up. */
export async function waitFor(what, daemons, probe) {
  for (const end = Date.now() + startLimit; ; await sleep(100)) {
    const result = await probe().catch(() => undefined);
    if (result) return result;
    const dead = daemons.find((daemon) => daemon.state === 'dead');
    if (dead)
      throw new Fault(
        `${dead.name} died while starting; end of ${dead.logFile}:\n${dead.logTail()}`,
      );
    if (Date.now() > end)
      throw new Fault(
        `${what} does not answer after ${startLimit / 1000} s; see ${daemons[0].logFile}`,
      );
  }
}

/** Sends `request` and resolves to the first answer for which `complete(bytes)` holds. */
export function exchange(port, request, complete) {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
    socket.setTimeout(2_000, () => socket.destroy(new Error('timeout')));
    socket.on('error', reject).on('close', () => reject(new Error('closed')));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (!complete(bytes)) return;
      resolve(bytes);
      socket.destroy();
    });
  });
}

export function assertPortFree(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', () =>
      reject(new Fault(`port ${port} is taken by another program; choose another --port`)),
    );
    server.listen({ host: '127.0.0.1', port }, () => server.close(resolve));
  });
}

/** Runs `work` while no other call of these scripts holds the lock of `folder`. */
export async function locked(folder, work) {
  const file = join(folder, 'lock');
  for (const end = Date.now() + 10 * 60_000; ; await sleep(100)) {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(file, `${process.pid} ${processStat(process.pid).started}`, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(file)) rmSync(file, { force: true });
    else if (Date.now() > end) throw new Fault(`another call holds ${file}`);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
    try {
      rmdirSync(folder); // only works when nothing is left in it
    } catch {}
  }
}

function isStale(file) {
  try {
    const [pid, started] = readFileSync(file, 'utf8').split(' ');
    return Boolean(started) && processStat(pid)?.started !== started;
  } catch {
    return false; // its holder has just removed it
  }
}

/** The names of the folders in `folder`, none when it does not exist. */
export const subfolders = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
