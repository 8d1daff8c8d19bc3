import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ROOT } from '../../support/paths.js';
import { bundledProgram } from './program.js';

/** A service in a process of its own, which may be killed: `test/faults/service.ts`. */
export interface Service {
  /** Lines that it wrote so far. */
  readonly lines: readonly string[];
  /** Resolves when it writes a line that begins so, or has. */
  readonly said: (start: string) => Promise<string>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Its exit code, once it ends. */
  readonly ended: Promise<number | null>;
}

/** @param env what it reads, see there; `NODE_OPTIONS` bounds its heap */
export const startService = async (env: Readonly<Record<string, string>>): Promise<Service> => {
  const program = await bundledProgram('service');
  const child = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(async ([code]) => {
    await rm(program);
    return code as number | null;
  });
  return { ...listen(child, ended), ended };
};

const listen = (
  child: ChildProcess,
  ended: Promise<number | null>,
): Pick<Service, 'lines' | 'said' | 'signal' | 'kill'> => {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of [...waiting]) check();
  };
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      look();
    });
  }
  const said = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const line = lines.find((one) => one.startsWith(start));
        if (line === undefined) return;
        waiting.delete(check);
        resolve(line);
      };
      waiting.add(check);
      check();
      void ended.then((code) => reject(new Error(`ended (${code}) before it said ${start}`)));
    });
  return {
    lines,
    said,
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
