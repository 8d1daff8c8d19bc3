import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { explainSystemError, isSystemError } from '../system-error.js';
import { checkFolders } from './check-folders.js';
import { listFolders } from './list-folders.js';
import type { FolderOutput } from './outputs.js';
import { prepare, showPath } from './prepare.js';
import { sharedFolder } from './shared-folder.js';
import { PartlyWritten, writeFolders } from './write-folders.js';

export interface DeliverFlags {
  readonly check?: true;
  readonly dryRun?: true;
  readonly force?: true;
}

/**
 * Writes all folders, or none where something stands in the way of one; or checks; or lists.
 * @returns the exit code
 */
export async function deliver(
  folders: readonly FolderOutput[],
  flags: DeliverFlags,
  io: Io,
): Promise<number> {
  const options = {
    cwd: io.cwd,
    force: flags.force === true,
    together: new Set(folders.map(({ folder }) => folder)),
  };
  const look = () => folders.map((folder) => prepare(folder, options));
  try {
    const shared = sharedFolder(folders);
    if (shared !== undefined) {
      const name = showPath(io.cwd, shared);
      io.stderr.write(`petevents generate: two outputs go to one folder, ${name}\n`);
      return EXIT.failed;
    }
    if (flags.check === true) return checkFolders(look(), io);
    if (flags.dryRun === true) return listFolders(look(), io);
    return await writeFolders(look, io);
  } catch (error) {
    const cause = error instanceof PartlyWritten ? error.cause : error;
    if (!isSystemError(cause)) throw error;
    const end = error instanceof PartlyWritten ? PARTLY : 'nothing was written';
    io.stderr.write(`petevents generate: ${explainSystemError(cause)}\n${end}\n`);
    return EXIT.failed;
  }
}

const PARTLY = 'a part was written; run petevents generate again when this is mended';
