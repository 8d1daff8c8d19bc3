import type { ChannelContract, ParameterContract } from '../../contract.js';
import { InvalidMessageError } from '../../errors.js';
import type { Issue } from '../../validator.js';
import { asText, evaluate, parseExpression } from '../envelope/expression.js';
import { own, put } from '../own.js';

const none: Readonly<Record<string, string>> = Object.freeze({});

/** What parameters may be read from, where the document gives them a `location`. */
export interface ParameterSource {
  readonly given: object | undefined;
  readonly payload: unknown;
  readonly headers: unknown;
}

/**
 * The values of the address parameters: given, else found in the message, else the default.
 * @throws InvalidMessageError `where: 'params'`
 */
export const addressParams = (
  channel: ChannelContract,
  source: ParameterSource,
  subject: string,
): Readonly<Record<string, string>> => {
  if (channel.parameters === undefined && source.given === undefined) return none;
  const declared = channel.parameters ?? {};
  const params: Record<string, string> = {};
  const issues: Issue[] = unknownParams(declared, source.given ?? {});
  for (const [name, parameter] of Object.entries(declared)) {
    const value = valueOf(name, parameter, source);
    const issue = typeof value === 'string' ? fault(name, value, parameter) : value;
    if (issue !== undefined) issues.push(issue);
    else if (typeof value === 'string') put(params, name, value);
  }
  if (issues.length > 0) throw new InvalidMessageError('params', issues, subject);
  return params;
};

const unknownParams = (
  declared: Readonly<Record<string, ParameterContract>>,
  given: object,
): Issue[] =>
  Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => issueAt(name, 'additionalProperties', 'is no parameter of the address'));

const issueAt = (name: string, keyword: string, message: string): Issue => ({
  path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  keyword,
  message,
});

const valueOf = (
  name: string,
  parameter: ParameterContract,
  { given, payload, headers }: ParameterSource,
): string | Issue => {
  const explicit = own(given, name);
  if (explicit !== undefined && typeof explicit !== 'string') {
    return issueAt(name, 'type', 'must be string');
  }
  const found = locate(parameter.location, payload, headers);
  if (explicit !== undefined && found !== undefined && explicit !== found) {
    return issueAt(name, 'location', `differs from the message, which says ${found}`);
  }
  return explicit ?? found ?? parameter.default ?? issueAt(name, 'required', 'is required');
};

const locate = (
  location: string | undefined,
  payload: unknown,
  headers: unknown,
): string | undefined => {
  const expression = location === undefined ? undefined : parseExpression(location);
  return expression === undefined ? undefined : asText(evaluate(expression, payload, headers));
};

const fault = (name: string, value: string, parameter: ParameterContract): Issue | undefined => {
  if (value === '') return issueAt(name, 'minLength', 'must not be empty');
  if (parameter.enum === undefined || parameter.enum.includes(value)) return undefined;
  return issueAt(name, 'enum', `must be one of ${parameter.enum.join(', ')}`);
};
