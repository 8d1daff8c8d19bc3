import type { Message } from '../../model/model.js';

/** The headings inside the section of a message. */
export type MessagePart = 'Payload' | 'Headers' | 'Examples';

/** The parts that a message has something to say in, in the order of the page. */
export const messageParts = (message: Message): MessagePart[] => [
  ...(message.payload === undefined && message.foreignFormat === undefined
    ? []
    : (['Payload'] as const)),
  ...(message.headers === undefined ? [] : (['Headers'] as const)),
  ...(message.examples.length === 0 ? [] : (['Examples'] as const)),
];

/** All headings of a message, its own first. */
export const messageHeadings = (message: Message): string[] => [
  message.names.type,
  ...messageParts(message),
];
