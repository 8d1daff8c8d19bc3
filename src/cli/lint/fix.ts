import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Edit } from '../../lint/edit.js';
import type { Finding } from '../../lint/lint.js';
import { writeFile } from '../../write/write-file.js';

/**
 * Writes the changes that mend findings. Bytes outside of a change stay as they are; of changes that
 * meet only the first is made. Files that are not on the disk, or not as they were read, stay.
 * @returns how many findings were mended
 */
export function applyFixes(fixable: readonly Required<Finding>[]): number {
  const byFile = new Map<string, Edit[][]>();
  for (const { fix } of fixable) {
    const edits = fix();
    const id = edits[0]?.file.id;
    if (id === undefined || !isAbsolute(id)) continue;
    byFile.set(id, [...(byFile.get(id) ?? []), [...edits]]);
  }
  return [...byFile].reduce((count, [id, fixes]) => count + mend(id, fixes), 0);
}

function mend(path: string, fixes: readonly (readonly Edit[])[]): number {
  const bytes = readFileSync(path, 'utf8');
  const read = fixes[0]?.[0]?.file.text ?? '';
  const byteOrderMark = bytes.slice(0, bytes.length - read.length);
  if (bytes !== byteOrderMark + read || !/^\ufeff?$/.test(byteOrderMark)) return 0;
  const chosen: Edit[] = [];
  let count = 0;
  for (const edits of fixes) {
    if (edits.some((edit) => chosen.some((other) => meet(edit, other)))) continue;
    chosen.push(...edits);
    count++;
  }
  writeFile(path, byteOrderMark + edited(read, chosen));
  return count;
}

const meet = (a: Edit, b: Edit): boolean =>
  (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);

/** A text with changes made, which do not meet. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: other } of [...edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + other + result.slice(end);
  return result;
}
