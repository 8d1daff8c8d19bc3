import type { Layout } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import { generic, hugging, objectType, union, unionArgument } from '../../emit/type-layout.js';
import type { Message, Operation } from '../../model/model.js';
import { filledHeaders } from '../contract/headers.js';
import type { HeadersView } from '../contract/headers.js';
import type { ClientView } from './view.js';

/** The options of a sending method: what the document declares of parameters, headers and key. */
export interface DeclaredOptions {
  readonly fields: readonly Layout[];
  /** Whether a caller has to give options. */
  readonly required: boolean;
}

interface Option {
  readonly name: string;
  readonly required: boolean;
  readonly type: Layout;
}

export function declaredOptions(operation: Operation, view: ClientView): DeclaredOptions {
  const messages = view.messagesOf(operation.messages);
  const options = [
    paramsOption(operation, view),
    headersOption(messages, view),
    keyOption(messages, view),
  ].filter((option) => option !== undefined);
  return {
    fields: options.map(({ name, required, type }) => [
      `readonly ${name}${required ? '' : '?'}: `,
      type,
    ]),
    required: options.some(({ required }) => required),
  };
}

/** `SendOptions`, or `SendOptions<{ readonly params: … }>`. */
export const optionsType = (name: string, { fields }: DeclaredOptions): Layout =>
  fields.length === 0 ? name : hugging(name, objectType(fields));

/** A parameter that has a default, or that the message carries, may be left out. */
function paramsOption(operation: Operation, view: ClientView): Option | undefined {
  const { parameters, paramsType } = view.channelOf(operation);
  if (paramsType === undefined) return undefined;
  const optional = parameters.filter(
    (parameter) => parameter.location !== undefined || parameter.default !== undefined,
  );
  return {
    name: 'params',
    required: optional.length < parameters.length,
    type: filled(
      paramsType,
      optional.map(({ name }) => name),
      view,
    ),
  };
}

function headersOption(messages: readonly Message[], view: ClientView): Option | undefined {
  const declared = messages.map((message) => ({ message, headers: view.headersView(message) }));
  if (declared.every(({ headers }) => headers === undefined)) return undefined;
  const types = declared.map(({ message, headers }) =>
    headers === undefined
      ? view.type('Headers')
      : filled(view.headers(message) ?? '', filledNames(headers), view),
  );
  return {
    name: 'headers',
    required: declared.some(({ headers }) => headers !== undefined && needsHeaders(headers)),
    type: union(distinct(types)),
  };
}

function keyOption(messages: readonly Message[], view: ClientView): Option | undefined {
  const types = distinct(messages.map((message) => view.key(message) ?? 'string'));
  if (types.every((type) => type === 'string')) return undefined;
  return { name: 'key', required: false, type: union(types) };
}

const distinct = (types: readonly Layout[]): Layout[] => {
  const texts = new Map(types.map((type) => [JSON.stringify(type), type]));
  return [...texts.values()];
};

const filled = (type: string, names: readonly string[], view: ClientView): Layout =>
  names.length === 0 ? type : generic(view.type('Filled'), [type, unionArgument(names.map(quote))]);

/** Declared headers that a caller may leave out, because the run time knows them. */
const filledNames = (view: HeadersView): string[] =>
  filledHeaders(view)
    .filter(({ required }) => required)
    .map(({ name }) => name);

const needsHeaders = (view: HeadersView): boolean => {
  const known = new Set(filledHeaders(view).map(({ name }) => name));
  return view.headers.some(({ name, required }) => required && !known.has(name));
};
