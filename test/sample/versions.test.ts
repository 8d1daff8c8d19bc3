import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { version } from '../../src/version.js';
import { inProject } from '../support/paths.js';

type Versions = Readonly<Record<string, string>>;

const manifestOf = (path: string) =>
  JSON.parse(readFileSync(inProject(path), 'utf8')) as {
    readonly dependencies?: Versions;
    readonly devDependencies?: Versions;
  };

const here = manifestOf('package.json').devDependencies ?? {};

describe.each(['starter', 'petstore'])('the versions that the %s asks for', (sample) => {
  const { dependencies, devDependencies } = manifestOf(`templates/samples/${sample}/package.json`);

  test.each(Object.entries({ ...dependencies, ...devDependencies }))(
    'are those that we test with: %s %s',
    (name, wanted) => {
      expect(wanted).toBe(name === 'petevents' ? version : here[name]);
    },
  );
});
