import { flat } from '../../emit/flat.js';
import type { Layout } from '../../emit/layout.js';
import { group, indent, layOut, line, WIDTH } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import { bracketed, generic, hugging, union } from '../../emit/type-layout.js';
import type { Message, Operation, Reply } from '../../model/model.js';
import { declaredOptions, optionsType } from './options.js';
import type { DeclaredOptions } from './options.js';
import { outgoing, received } from './types.js';
import type { ClientView } from './view.js';

/** A sending operation as a method: what the interface says, and what the client does. */
export interface SendMethod {
  readonly signatures: readonly string[];
  readonly implementation: string;
}

/** The method of an operation that has at least one message. */
export function sendMethod(operation: Operation, view: ClientView): SendMethod {
  const messages = view.messagesOf(operation.messages);
  const options = declaredOptions(operation, view);
  const subject: Subject = {
    operation,
    messages,
    type: sentType(operation, messages, view),
    options,
    view,
  };
  return operation.reply === undefined ? publish(subject) : request(subject, operation.reply);
}

interface Subject {
  readonly operation: Operation;
  readonly messages: readonly Message[];
  /** The type of its payload, or of its messages where there are several. */
  readonly type: string;
  readonly options: DeclaredOptions;
  readonly view: ClientView;
}

function publish(subject: Subject): SendMethod {
  const { view, options } = subject;
  const type = optionsType(view.type('SendOptions'), options);
  const { required } = options;
  const parameters = [firstParameter(subject, required), optionsParameter(type, required)];
  return {
    signatures: [signature(subject, parameters, hugging('Promise', view.type('Receipt')))],
    implementation: implementation(subject, 'link.send', [
      subject.messages.length > 1 ? 'message' : 'payload',
      'options',
    ]),
  };
}

/** Two overloads: the reply goes elsewhere, or it is waited for. */
function request(subject: Subject, reply: Reply): SendMethod {
  const { view, options } = subject;
  const forward = optionsType(view.type('ForwardOptions'), options);
  const wait = optionsType(view.type('RequestOptions'), options);
  const receipt = hugging('Promise', view.type('Receipt'));
  const { required } = options;
  return {
    signatures: [
      signature(subject, [firstParameter(subject, true), optionsParameter(forward, true)], receipt),
      signature(
        subject,
        [firstParameter(subject, required), optionsParameter(wait, required)],
        answer(subject, reply),
      ),
    ],
    // Overloads keep TypeScript from inferring the parameters.
    implementation: implementation(subject, 'link.request', [
      firstParameter(subject, required),
      ['options?: ', union([forward, wait])],
    ]),
  };
}

const optionsParameter = (type: Layout, required: boolean): Layout => [
  required ? 'options: ' : 'options?: ',
  type,
];

function answer({ operation, view }: Subject, { messages }: Reply): Layout {
  const replies = view.messagesOf(messages).map((message) => received(message, undefined, view));
  const [only] = replies;
  if (only === undefined) return hugging('Promise', view.type('Message'));
  if (replies.length === 1) return generic('Promise', [only]);
  const comment = `What \`${operation.name}\` is answered.`;
  return hugging('Promise', view.union({ operation, suffix: 'Reply', comment }, replies));
}

function signature({ operation }: Subject, parameters: readonly Layout[], result: Layout): string {
  const code = group([operation.name, bracketed(parameters), group([': ', result]), ';']);
  return layOut(indent(['  ', code]));
}

function firstParameter(subject: Subject, optionsRequired: boolean): Layout {
  if (subject.messages.length > 1) return `message: ${subject.type}`;
  return `${canBeOmitted(subject, optionsRequired) ? 'payload?' : 'payload'}: ${subject.type}`;
}

/** A message without payload is sent by `client.ping()`. */
const canBeOmitted = ({ messages }: Subject, optionsRequired: boolean): boolean =>
  !optionsRequired &&
  messages.length === 1 &&
  messages.every(
    ({ payload, foreignFormat }) => payload === undefined && foreignFormat === undefined,
  );

function sentType(operation: Operation, messages: readonly Message[], view: ClientView): string {
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return view.payload(only);
  const comment = `What \`${operation.name}\` sends.`;
  const types = messages.map((message) => outgoing(message, view));
  return view.union({ operation, suffix: 'Message', comment }, types);
}

function implementation(
  { operation, messages }: Subject,
  call: string,
  parameters: readonly Layout[],
): string {
  const [only] = messages;
  const isOne = messages.length === 1 && only !== undefined;
  const message = isOne ? [quote(only.names.type), 'payload'] : ['message.type', 'message.payload'];
  const head = group([operation.name, ': ', group(bracketed(parameters)), ' =>']);
  const body = group([call, bracketed([`operations.${operation.name}`, ...message, 'options'])]);
  const code = group([head, group(indent([line, body])), ',']);
  const whole = flat(['    ', code], WIDTH);
  return whole ?? onTwoLines(head, body) ?? layOut(indent(indent(['    ', code])));
}

/** The arrow's body below its head, where each fits on a line: what `layOut` gives, and quicker. */
function onTwoLines(head: Layout, body: Layout): string | undefined {
  const first = flat(head, WIDTH - '    '.length);
  const second = flat(body, WIDTH - '      ,'.length);
  if (first === undefined || second === undefined) return undefined;
  return `    ${first}\n      ${second},`;
}
