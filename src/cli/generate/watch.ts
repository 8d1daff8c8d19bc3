import { isAbsolute } from 'node:path';
import type { Io } from '../io.js';
import { Follower } from './follow.js';
import type { Round } from './run.js';

/**
 * Runs again whenever a file that the last run read has other text, until the process is told to
 * stop. A round that finds faults shows them and is followed by the next.
 * @returns the exit code of the one who stopped it
 */
export async function watch(io: Io, round: () => Promise<Round>): Promise<number> {
  const stopped = io.untilStopped();
  for (;;) {
    const { read } = await round();
    const follower = new Follower(new Map([...read].filter(([path]) => isAbsolute(path))));
    try {
      io.stderr.write(`watching ${files(read.size)}, Ctrl-C stops\n`);
      const code = await Promise.race([stopped, follower.changed]);
      if (code !== undefined) return code;
    } finally {
      follower.close();
    }
  }
}

const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
