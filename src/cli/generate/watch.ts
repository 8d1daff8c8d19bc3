import { isAbsolute } from 'node:path';
import type { Io } from '../io.js';
import { Follower, textsOf } from './follow.js';
import type { Texts } from './follow.js';
import type { Round } from './run.js';

/**
 * Runs again whenever a file that the last run read has other text, until the process is told to
 * stop. A round that finds faults shows them and is followed by the next.
 * @returns the exit code of the one who stopped it
 */
export async function watch(io: Io, round: () => Promise<Round>): Promise<number> {
  const stopped = io.untilStopped();
  let texts: Texts = new Map();
  for (;;) {
    const { read } = await round();
    // A round that read nothing (`petevents.yaml` is gone) is mended in the files of the one before.
    texts = read.size > 0 ? onlyFiles(read) : textsOf(texts.keys());
    const follower = new Follower(texts);
    try {
      io.stderr.write(`watching ${files(texts.size)}, Ctrl-C stops\n`);
      const code = await Promise.race([stopped, follower.changed]);
      if (code !== undefined) return code;
    } finally {
      follower.close();
    }
  }
}

const onlyFiles = (texts: Texts): Texts => new Map([...texts].filter(([path]) => isAbsolute(path)));

const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
