import type { Address, AddressPart } from './model.js';

/**
 * Splits an address into literal text and parameters. Braces that hold no name are literal text.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelAddressExpressions
 */
export function parseAddress(text: string): Address {
  const parts: AddressPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\{([^{}]+)\}/g)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ parameter: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return { text, parts };
}

/** The names of the parameters in an address, each once, in order. */
export const parameterNames = ({ parts }: Address): string[] => [
  ...new Set(parts.flatMap((part) => ('parameter' in part ? [part.parameter] : []))),
];
