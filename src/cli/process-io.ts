import { EXIT } from './io.js';
import type { Io } from './io.js';

/** The real outside world, for `bin/petevents.js`. */
export function processIo(host: NodeJS.Process): Io {
  return {
    cwd: host.cwd(),
    env: host.env,
    get stdout() {
      return guarded(host.stdout, host);
    },
    get stderr() {
      return guarded(host.stderr, host);
    },
    readStdin: async () => {
      const { readUpToLimit } = await import('./stdin.js');
      return readUpToLimit(host.stdin);
    },
    stdin: () => host.stdin,
    untilStopped: () => untilStopped(host),
  };
}

const guardedStreams = new WeakSet<NodeJS.WriteStream>();

/** A stream whose failures do not end in a stack. */
function guarded(stream: NodeJS.WriteStream, host: NodeJS.Process): NodeJS.WriteStream {
  if (guardedStreams.has(stream)) return stream;
  guardedStreams.add(stream);
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return; // `petevents … | head` has read enough; that is no fault
    if (stream !== host.stderr) {
      host.stderr.write(`petevents: the output could not be written: ${error.message}\n`);
    }
    host.exit(EXIT.failed);
  });
}

/** 128 and the signal's number, as shells say it. A second signal ends the process at once. */
const untilStopped = (host: NodeJS.Process): Promise<number> =>
  new Promise((resolve) => {
    host.once('SIGINT', () => resolve(130));
    host.once('SIGTERM', () => resolve(143));
  });
