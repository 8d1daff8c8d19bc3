import type { Diagnostic, Location, Severity } from '../../diagnostic.js';
import { diagnosticText, ruleText } from '../../lint/docs.js';
import { version } from '../../version.js';
import { isFile } from '../repository.js';
import { fingerprints } from './fingerprint.js';
import type { ReportContext, Reporter } from './reporter.js';

const LEVEL: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

const HOME = 'https://github.com/petevents/petevents';

type PathOf = ReportContext['pathOf'];

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const sarif: Reporter = (diagnostics, { pathOf }) => {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const names = fingerprints(diagnostics, pathOf);
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'petevents',
            version,
            informationUri: HOME,
            rules: codes.map(rule),
          },
        },
        // As editors count: our columns are UTF-16 code units.
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic, index) => ({
          ...result(diagnostic, pathOf),
          ruleIndex: codes.indexOf(diagnostic.code),
          partialFingerprints: { 'petevents/v1': names[index] },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function rule(code: string): object {
  const page = ruleText(code);
  const text = page ?? diagnosticText(code);
  const anchor = `docs/diagnostics.md#${code.replaceAll('/', '')}`;
  return {
    id: code,
    shortDescription: { text: firstParagraph(text) ?? code },
    ...(text === undefined
      ? {}
      : {
          helpUri: `${HOME}/blob/main/${page === undefined ? anchor : `docs/rules/${code}.md`}`,
          help: { text, markdown: text },
        }),
  };
}

/** The first paragraph of a page that is no heading, as one line. */
const firstParagraph = (page: string | undefined): string | undefined =>
  page
    ?.split(/\n\s*\n/)
    .find((block) => !block.startsWith('#'))
    ?.replaceAll('\n', ' ');

function result(diagnostic: Diagnostic, pathOf: PathOf): object {
  const { code, severity, message, at, pointer, help, related = [] } = diagnostic;
  return {
    ruleId: code,
    level: LEVEL[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [
      {
        ...location(at, pathOf),
        ...(pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: pointer }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, id) => ({
            id,
            message: { text: other.message },
            ...location(other.at, pathOf),
          })),
        }),
  };
}

const location = (at: Location, pathOf: PathOf): object => ({
  physicalLocation: {
    artifactLocation: artifact(at.uri, pathOf),
    region: {
      startLine: at.line,
      startColumn: at.column,
      endLine: at.endLine,
      endColumn: at.endColumn,
    },
  },
});

/** Files of the repository are relative to its root; others have a URI of their own. */
function artifact(uri: string, pathOf: PathOf): object {
  const path = pathOf(uri);
  if (!isFile(uri)) return { uri: uri.startsWith('<') ? encodeURIComponent(uri) : encodeURI(uri) };
  if (/^(?:\/|[a-z]:)/i.test(path))
    return { uri: `file://${path.startsWith('/') ? '' : '/'}${encode(path)}` };
  return { uri: encode(path), uriBaseId: '%SRCROOT%' };
}

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
