import { printPointer } from '../load/pointer.js';
import { escapeSegment } from '../load/source.js';
import type { Place } from '../load/source.js';
import type { Check, Issue } from '../payload/issue.js';
import { readHeaders, readRole } from '../../templates/runtime/core/envelope/read-headers.js';
import type { Headers } from '../../templates/runtime/core/transport.js';
import type { Recorded } from './envelope.js';
import type { Finding } from './finding.js';
import { mediaType } from './message-rules.js';
import type { MessageRules, PartRules } from './message-rules.js';

type Part = 'payload' | 'headers' | 'key';

const CODES = {
  payload: 'verify/payload',
  headers: 'verify/headers',
  key: 'verify/key',
} as const;

/** Checks each part that was recorded of a message. @returns every fault, none for a valid message */
export function checkMessage(rules: MessageRules, recorded: Recorded): readonly Finding[] {
  const payload = rules.payload?.check(recorded.payload) ?? [];
  if (!recorded.isEnveloped) return findings(rules, 'payload', payload, '');
  const type = contentTypeFinding(rules, recorded);
  return [
    ...(type === undefined ? [] : [type]),
    ...findings(rules, 'payload', payload, '/payload'),
    ...findings(rules, 'headers', headerIssues(rules, recorded), '/headers'),
    ...findings(rules, 'key', keyIssues(rules.key, recorded), '/key'),
  ];
}

/** Headers are taken as a handler of generated code sees them. */
function headerIssues({ headers, plan }: MessageRules, recorded: Recorded): readonly Issue[] {
  if (headers === undefined || recorded.headers === undefined) return [];
  return headers.check(readHeaders(plan, recorded.headers as Headers));
}

/** Keys are text, or JSON when the schema asks for something else. */
function keyIssues(rules: PartRules | undefined, { key }: Recorded): readonly Issue[] {
  if (rules === undefined || key === undefined) return [];
  const issues = rules.check(key);
  if (issues.length === 0 || typeof key !== 'string') return issues;
  return parsedKeyIssues(rules.check, key) ?? issues;
}

function parsedKeyIssues(check: Check, key: string): readonly Issue[] | undefined {
  try {
    const value: unknown = JSON.parse(key);
    const issues = check(value);
    return issues.length === 0 || (typeof value === 'object' && value !== null)
      ? issues
      : undefined;
  } catch {
    return undefined;
  }
}

/** The content type that the message itself or its header names. */
function contentTypeFinding(rules: MessageRules, recorded: Recorded): Finding | undefined {
  const headers = (recorded.headers ?? {}) as Headers;
  const said = recorded.contentType ?? readRole(rules.plan, headers, 'content-type');
  if (said === undefined || mediaType(said) === rules.contentType) return undefined;
  const header = rules.plan.names['content-type'] ?? 'content-type';
  const pointer =
    recorded.contentType === undefined ? `/headers/${escapeSegment(header)}` : '/contentType';
  return {
    code: 'verify/content-type',
    severity: 'error',
    message: `The content type is \`${said}\`; that of \`${rules.name}\` is \`${rules.contentType}\`.`,
    pointer,
    part: 'value',
    rule: { place: contentTypePlace(rules.place), message: 'the message is declared here' },
    reason: `${rules.name}: content type ${mediaType(said)}`,
  };
}

/** The message's own content type where it has one; else the message, which takes the document's. */
const contentTypePlace = (place: Place): Place => ({
  ...place,
  pointer: `${place.pointer}/contentType`,
});

const findings = (
  rules: MessageRules,
  part: Part,
  issues: readonly Issue[],
  prefix: string,
): readonly Finding[] =>
  issues.length === 0 ? [] : issues.map((issue) => finding(rules, part, issue, prefix));

const finding = (rules: MessageRules, part: Part, issue: Issue, prefix: string): Finding => ({
  code: CODES[part],
  severity: 'error',
  message: `\`${rules.name}\`: ${issue.message}`,
  pointer: `${prefix}${printPointer(issue.path)}`,
  part: issue.part,
  ...(issue.help === undefined ? {} : { help: issue.help }),
  rule: { place: issue.rule, message: 'the rule' },
  reason: reasonOf(rules, part, issue),
});

// Items of lists are alike: `/items/*/price`.
const reasonOf = ({ name }: MessageRules, part: Part, { path, keyword }: Issue): string => {
  const at = path.map((key) => (typeof key === 'number' ? '*' : escapeSegment(key)));
  return `${name}: ${part} ${at.length === 0 ? '' : `/${at.join('/')} `}${keyword}`;
};
