import { existsSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import type { OutputFile } from '../../src/emit/output-file.js';
import { readFolder, writeFolder } from './folders.js';
import { inProject, scratch } from './paths.js';
import { runNode } from './run-module.js';

export type TypeScriptLine = '5.4' | '5.9' | '6' | '7';

export interface TypecheckOptions {
  /** `6`, the project's own compiler, unless told: it runs in this process and is the fastest. */
  readonly typescript?: TypeScriptLine;
  /** `NodeNext` unless told. */
  readonly moduleResolution?: 'NodeNext' | 'Bundler';
  /** Settings as in a tsconfig.json, over the strictest ones. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** Everything strict that a user may have switched on. */
const STRICTEST = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
};

/** What the oldest line does not know yet. */
const SINCE_5_8 = { erasableSyntaxOnly: true };

/**
 * Compiles generated code under the strictest settings of a consumer.
 * @param code files, or a folder inside the project, of which every `.ts` file is compiled
 * @returns one line an error, `path(line,column): TS1234: text`; none when it compiles
 */
export async function typecheck(
  code: string | Iterable<OutputFile>,
  options: TypecheckOptions = {},
): Promise<string[]> {
  const { typescript = '6' } = options;
  const compilerOptions = {
    ...settings(typescript, options.moduleResolution ?? 'NodeNext'),
    ...options.compilerOptions,
  };
  if (typescript !== '6') return checkOutside(code, typescript, compilerOptions);
  const files = typeof code === 'string' ? readFolder(code) : [...code];
  return checkInside(files, compilerOptions, typeof code === 'string' ? code : VIRTUAL);
}

const settings = (line: TypeScriptLine, moduleResolution: string): Record<string, unknown> => ({
  ...STRICTEST,
  ...(line === '5.4' ? {} : SINCE_5_8),
  module: moduleResolution === 'NodeNext' ? 'NodeNext' : 'ESNext',
  moduleResolution,
});

/** Where files stand that are on no disk: below the project, so that its packages are found. */
const VIRTUAL = inProject('test', '.tmp', 'typecheck-in-memory');

const isCode = ({ path }: OutputFile): boolean => /\.[cm]?ts$/.test(path);

function checkInside(
  files: readonly OutputFile[],
  settingsOfConsumer: Record<string, unknown>,
  folder: string,
): string[] {
  const { options } = ts.convertCompilerOptionsFromJson(settingsOfConsumer, folder);
  const texts = new Map(files.filter(isCode).map(({ path, text }) => [join(folder, path), text]));
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options,
    host: memoryHost(texts, options),
  });
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => describe(diagnostic, folder));
}

/** Files of packages and of the compiler, parsed once for all programs with the same settings. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function memoryHost(
  texts: ReadonlyMap<string, string>,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  const folders = [...texts.keys()].map((path) => path.slice(0, path.lastIndexOf(sep)));
  return {
    ...disk,
    fileExists: (path) => texts.has(path) || disk.fileExists(path),
    readFile: (path) => texts.get(path) ?? disk.readFile(path),
    directoryExists: (path) =>
      folders.some((folder) => folder === path || folder.startsWith(path + sep)) ||
      (disk.directoryExists?.(path) ?? false),
    getSourceFile: (path, version, onError) => {
      const text = texts.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, version, true);
      const key = `${String(options.module)} ${path}`;
      if (!parsed.has(key)) parsed.set(key, disk.getSourceFile(path, version, onError));
      return parsed.get(key);
    },
  };
}

function describe({ file, start, code, messageText }: ts.Diagnostic, folder: string): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined) return `TS${code}: ${text}`;
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  return `${relative(folder, file.fileName)}(${line + 1},${character + 1}): TS${code}: ${text}`;
}

let folders = 0;

/** Runs another line's `tsc` on the folder. */
async function checkOutside(
  code: string | Iterable<OutputFile>,
  line: '5.4' | '5.9' | '7',
  compilerOptions: Record<string, unknown>,
): Promise<string[]> {
  folders += 1;
  const project = scratch(`typecheck-${process.pid}-${folders}`);
  if (typeof code !== 'string') writeFolder(project, code);
  const folder = typeof code === 'string' ? code : project;
  const include = [join(folder, '**', '*.ts')];
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const compiler = inProject('node_modules', `typescript-${line}`, 'bin', 'tsc');
  if (!existsSync(compiler)) throw new Error(`${compiler} is missing: run npm ci`);
  const result = await runNode([compiler, '--project', project, '--pretty', 'false'], folder, {
    timeout: 120_000,
  });
  if (result.exitCode !== 0 && result.stdout === '') throw new Error(result.stderr);
  // The lines after an error's first one are indented.
  return result.stdout.split(/\n(?=\S)/).filter((text) => text.trim() !== '');
}
