import { join, relative, sep } from 'node:path';
import { hasErrors, PeteventsError } from '../../diagnostic.js';
import type { OutputFile } from '../../emit/output-file.js';
import { readTemplates, templatesFolder } from '../../emit/templates.js';
import { MANIFEST, printManifest } from '../../write/manifest.js';
import { plan } from '../../write/plan.js';
import type { FolderState } from '../../write/plan.js';
import { CONFIG, readConfig } from '../config.js';
import { foldersOf, generateJob } from '../generate/outputs.js';
import type { FolderOutput, JobOutput } from '../generate/outputs.js';

/** What `init` can write: the folders of `templates/samples`. */
export const samples = ['starter', 'petstore'] as const;
export type Sample = (typeof samples)[number];

/** A project before it is written. */
export interface Project {
  /** Written by people. */
  readonly own: readonly OutputFile[];
  /** Generated from the project's documents just now. */
  readonly generated: readonly OutputFile[];
}

/** Files of a sample, and its code, which is generated here and kept nowhere else. Writes nothing. */
export async function projectOf(sample: Sample): Promise<Project> {
  const root = join(templatesFolder(), 'samples', sample);
  const own = readTemplates(`samples/${sample}`)
    .filter(([path]) => !isMade(path))
    .map(([path, text]) => ({ path: nameOf(path), text }));
  const folders = await generatedFolders(root);
  const generated = folders.flatMap((output) => filesOf(output, root));
  return { own, generated };
}

/** What working on a sample where it stands leaves there. */
const isMade = (path: string): boolean =>
  /^(node_modules|build|data|src\/generated)(\/|$)|\.lock$/.test(path);

/** npm packs no file of this name, so the template has it without the dot. */
const nameOf = (path: string): string => (path === 'gitignore' ? '.gitignore' : path);

async function generatedFolders(root: string): Promise<readonly FolderOutput[]> {
  const { jobs = [], diagnostics } = await readConfig(join(root, CONFIG), root);
  if (hasErrors(diagnostics)) throw broken(root);
  const results: JobOutput[] = [];
  for (const job of jobs) {
    const { files } = await generateJob(job, { cwd: root }, () => undefined);
    if (files === undefined) throw broken(root);
    results.push({ job, files, call: undefined });
  }
  return foldersOf(results);
}

const broken = (root: string): PeteventsError =>
  new PeteventsError(`the sample in ${root} cannot be generated`);

/** The files of one output folder and their manifest, by their paths in the project. */
function filesOf({ folder, files, source }: FolderOutput, root: string): OutputFile[] {
  const place = relative(root, folder).split(sep).join('/');
  const { manifest } = plan(files, source, emptyFolder);
  return [...files, { path: MANIFEST, text: printManifest(manifest) }].map(({ path, text }) => ({
    path: `${place}/${path}`,
    text,
  }));
}

const emptyFolder: FolderState = {
  manifest: undefined,
  pending: undefined,
  read: () => undefined,
  isFolder: () => false,
};
