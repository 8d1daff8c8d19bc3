import type { Severity } from '../../diagnostic.js';
import { fingerprints } from './fingerprint.js';
import { notes } from './reporter.js';
import type { Reporter } from './reporter.js';

const SEVERITY: Record<Severity, string> = { error: 'major', warning: 'minor', info: 'info' };

/** A Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlab: Reporter = (diagnostics, { pathOf }) => {
  const names = fingerprints(diagnostics, pathOf);
  const issues = diagnostics.map((diagnostic, index) => ({
    description: [diagnostic.message, ...notes(diagnostic, pathOf)].join('\n'),
    check_name: diagnostic.code,
    fingerprint: names[index],
    severity: SEVERITY[diagnostic.severity],
    location: {
      path: pathOf(diagnostic.at.uri),
      lines: { begin: diagnostic.at.line, end: diagnostic.at.endLine },
    },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
};
