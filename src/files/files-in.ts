import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All files below a folder, sorted; without hidden folders and installed packages. */
export function filesIn(folder: string): string[] {
  const found: string[] = [];
  const queue = [folder];
  for (const each of queue) {
    for (const entry of readdirSync(each, { withFileTypes: true })) {
      if (entry.isFile()) found.push(join(each, entry.name));
      else if (entry.isDirectory() && isLookedInto(entry.name)) queue.push(join(each, entry.name));
    }
  }
  return found.sort();
}

const isLookedInto = (name: string): boolean => !name.startsWith('.') && name !== 'node_modules';
