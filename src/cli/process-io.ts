import type { Io } from './io.js';

/** The real outside world, for `bin/petevents.js`. */
export function processIo(host: NodeJS.Process): Io {
  for (const stream of [host.stdout, host.stderr]) stream.on('error', ignoreClosedPipe);
  return {
    cwd: host.cwd(),
    env: host.env,
    stdout: host.stdout,
    stderr: host.stderr,
    readStdin: () => readAll(host.stdin),
  };
}

/** `petevents … | head` closes our output before we are done; that is no fault. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
