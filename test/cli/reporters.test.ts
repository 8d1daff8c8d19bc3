import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.js';
import { formats, reporters } from '../../src/cli/reporters/index.js';
import type { Format } from '../../src/cli/reporters/index.js';
import { linksOf, pathsFrom } from '../../src/cli/repository.js';
import { version } from '../../src/version.js';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

const folder = inProject('fixtures/reporters');

const findings = JSON.parse(
  readFileSync(join(folder, 'findings.json'), 'utf8'),
) as readonly Diagnostic[];

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'pets/store',
  GITHUB_SHA: 'abc',
};

const print = async (format: Format, list: readonly Diagnostic[], cwd = '/repository') =>
  (await reporters[format]())(list, {
    color: false,
    width: 100,
    files: ['asyncapi.yaml', 'quiet.yaml'],
    textOf: () => undefined,
    pathOf: pathsFrom(cwd),
    linkTo: linksOf(GITHUB),
    failOn: 'error',
  });

const EXTENSIONS: Partial<Record<Format, string>> = {
  text: 'txt',
  github: 'txt',
  junit: 'xml',
  markdown: 'md',
};

describe.each(formats)('the reporter %s', (format) => {
  const file = join(folder, format, `expected.${EXTENSIONS[format] ?? 'json'}`);

  test('prints hostile findings as expected', async () => {
    const printed = (await print(format, findings)).replaceAll(`"${version}"`, '"<version>"');
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, printed);
    expect(printed).toBe(readFileSync(file, 'utf8'));
  });

  test('lets no control character through', async () => {
    expect(await print(format, findings)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });
});

interface Sarif {
  readonly runs: readonly {
    readonly columnKind: string;
    readonly results: readonly {
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: Readonly<Record<string, number>>;
        };
      }[];
    }[];
  }[];
}

interface Issue {
  readonly fingerprint: string;
  readonly location: { readonly path: string };
}

describe('SARIF', () => {
  const schema = JSON.parse(
    readFileSync(join(folder, 'sarif/sarif-schema-2.1.0.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const isValid = ajv.compile(schema);

  test('fits its schema, with findings and without', async () => {
    for (const list of [findings, []]) {
      isValid(JSON.parse(await print('sarif', list)));
      expect(isValid.errors).toBeNull();
    }
  });

  test('the schema does refuse', () => {
    expect(isValid({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });
});

test('fingerprints survive moved lines and are all different', async () => {
  const moved = findings.map((finding) => ({
    ...finding,
    at: { ...finding.at, line: finding.at.line + 10, endLine: finding.at.endLine + 10, column: 1 },
  }));
  const issues = async (list: readonly Diagnostic[]) =>
    (JSON.parse(await print('gitlab', list)) as Issue[]).map(({ fingerprint }) => fingerprint);
  const results = async (list: readonly Diagnostic[]) =>
    (JSON.parse(await print('sarif', list)) as Sarif).runs[0]!.results.map(
      ({ partialFingerprints }) => partialFingerprints['petevents/v1'],
    );
  expect(await issues(moved)).toEqual(await issues(findings));
  expect(new Set(await issues(findings)).size).toBe(findings.length);
  expect(await results(moved)).toEqual(await issues(findings));
  const other = { ...findings[0]!, message: 'another' };
  expect(await issues([other])).not.toEqual((await issues(findings)).slice(0, 1));
});

test('junit is well-formed XML and counts right', async () => {
  const xml = await print('junit', findings);
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml [^?]*\?>/, '')
    .replace(/<(\/?)([a-z-]+)(?:\s[a-z]+="[^"<]*")*(\/?)>/g, (_all, close, name, empty) => {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (empty === '') open.push(name as string);
      return '';
    });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  expect(rest).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  expect(xml).toContain(`<testsuites name="petevents" tests="${findings.length + 1}" failures="5"`);
});

test('markdown has one marker, one row a finding, and is cut to what a comment holds', async () => {
  const many = Array.from({ length: 3000 }, () => findings).flat();
  const [few, cut] = [await print('markdown', findings), await print('markdown', many)];
  expect(few.match(/<!-- petevents:report -->/g)).toHaveLength(1);
  expect(few.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(findings.length + 2);
  expect(few).toContain('(https://github.com/pets/store/blob/abc/asyncapi.yaml#L12)');
  expect(few).not.toMatch(/@octocat|#12|GH-7|https:\/\/example|www\.example/);
  expect(cut.length).toBeLessThan(65_000);
  expect(cut).toMatch(/\nand \d+ more\n$/);
});

test('a github annotation is one line, whatever the finding says', async () => {
  const lines = (await print('github', findings)).trimEnd().split('\n');
  expect(lines).toHaveLength(findings.length);
  expect(lines.every((line) => /^::(?:error|warning|notice) /.test(line))).toBe(true);
});

/** An emoji and a tab before the fault; both are columns of UTF-16. */
const DOCUMENT = [
  'asyncapi: 3.0.0',
  'info: { title: "😀\tpets", versions: 1, version: "1" }',
  '',
].join('\n');

describe('in a repository', () => {
  const repository = scratch('cli-reporters');
  mkdirSync(join(repository, '.git'));
  mkdirSync(join(repository, 'services/pets'), { recursive: true });
  writeFileSync(join(repository, 'services/pets/a b.yaml'), DOCUMENT);

  const run = async (format: string, ...within: string[]) => {
    const cwd = join(repository, ...within);
    const path = within.length === 0 ? 'services/pets/a b.yaml' : 'a b.yaml';
    const { exitCode, stdout } = await petevents(['validate', path, '--format', format], { cwd });
    expect(exitCode).toBe(1);
    return stdout;
  };

  test.each(['sarif', 'gitlab', 'github', 'junit', 'markdown'])(
    '%s is the same from any folder, and names files from the root',
    async (format) => {
      const fromRoot = await run(format);
      expect(await run(format, 'services', 'pets')).toBe(fromRoot);
      expect(fromRoot).toMatch(/services\/pets\/a(?: |%20)b\.yaml/);
      expect(fromRoot).not.toContain(repository);
    },
  );

  test('columns are UTF-16 code units, and SARIF says so', async () => {
    const { runs } = JSON.parse(await run('sarif')) as Sarif;
    const column = DOCUMENT.split('\n')[1]!.indexOf('versions') + 1;
    expect(runs[0]!.columnKind).toBe('utf16CodeUnits');
    expect(runs[0]!.results[0]!.locations[0]!.physicalLocation.region).toEqual({
      startLine: 2,
      startColumn: column,
      endLine: 2,
      endColumn: column + 'versions'.length,
    });
    expect(await run('github')).toContain(`line=2,col=${column},endColumn=${column + 8}`);
  });

  test('nothing but the repository is written to', () => {
    expect(readdirSync(repository).sort()).toEqual(['.git', 'services']);
  });
});

test.each([
  ['error', 1],
  ['warning', 2],
  ['info', 3],
  ['never', 0],
])('JUnit counts as failures what fails a run with --fail-on %s', async (failOn, failures) => {
  const cwd = scratch('cli-reporters-junit');
  writeFileSync(
    join(cwd, 'a.yaml'),
    `asyncapi: 3.1.0
info: { title: a, version: 1.0.0 }
channels:
  a: { address: 7 }
  b: { messages: { m: { payload: { type: integer, examples: [one] } } } }
  c: { messages: { m: { payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {} } } } }
`,
  );
  const run = ['validate', 'a.yaml', '--format', 'junit', '--fail-on', failOn];
  const { stdout, exitCode } = await petevents(run, { cwd });
  expect(stdout).toContain(`<testsuites name="petevents" tests="3" failures="${failures}"`);
  expect(stdout.match(/<failure /g) ?? []).toHaveLength(failures);
  expect(exitCode).toBe(failures > 0 ? 1 : 0);
});
