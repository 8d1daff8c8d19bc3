import type { Diagnostic } from '../../diagnostic.js';
import { isFailing } from '../fail-on.js';
import { notes } from './reporter.js';
import type { ReportContext, Reporter } from './reporter.js';

/**
 * JUnit XML: a suite for each file, a case for each finding. Those that fail the run are failures; the
 * others are cases that passed and say something. A file without findings is one case.
 */
export const junit: Reporter = (diagnostics, context) => {
  const suites = [...byFile(diagnostics, context)].map(([uri, findings]) =>
    suite(uri, findings, context),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="petevents" ${totals([...byFile(diagnostics, context).values()], context)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
};

type Findings = readonly Diagnostic[];

function byFile(diagnostics: Findings, { files }: ReportContext): Map<string, Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>(files.map((uri) => [uri, []]));
  for (const diagnostic of diagnostics) {
    const group = groups.get(diagnostic.at.uri) ?? [];
    groups.set(diagnostic.at.uri, group);
    group.push(diagnostic);
  }
  return groups;
}

function totals(groups: readonly Findings[], { failOn }: ReportContext): string {
  const cases = groups.map((findings) => Math.max(1, findings.length));
  const sum = cases.reduce((all, one) => all + one, 0);
  const failures = groups.flat().filter(({ severity }) => isFailing(severity, failOn)).length;
  return `tests="${sum}" failures="${failures}" errors="0"`;
}

function suite(uri: string, findings: Findings, context: ReportContext): string {
  const path = attribute(context.pathOf(uri));
  const cases =
    findings.length === 0
      ? [`    <testcase name="no findings" classname="${path}"/>`]
      : findings.map((finding) => testCase(finding, path, context));
  return [
    `  <testsuite name="${path}" ${totals([findings], context)}>`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function testCase(diagnostic: Diagnostic, path: string, { pathOf, failOn }: ReportContext): string {
  const { severity, code, message, pointer, at } = diagnostic;
  const name = attribute(pointer === '' ? code : `${code} ${pointer}`);
  const story = [
    `${pathOf(at.uri)}:${at.line}:${at.column}: ${message}`,
    ...notes(diagnostic, pathOf),
  ];
  const body = escapeXml(story.join('\n'));
  return [
    `    <testcase name="${name}" classname="${path}" file="${path}" line="${at.line}">`,
    isFailing(severity, failOn)
      ? `      <failure type="${attribute(code)}" message="${attribute(message)}">${body}</failure>`
      : `      <system-out>${severity}: ${body}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

/** What XML 1.0 cannot hold, not even escaped (section 2.2). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escapeXml = (text: string): string =>
  text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replaceAll('\r', '&#13;');

/** Attribute values lose line breaks and tabs that are not written as numbers (section 3.3.3). */
const attribute = (text: string): string =>
  escapeXml(text).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
