/** An address taken apart, or what is wrong with its braces. */
export type AddressReading =
  | { readonly ok: true; readonly parameters: readonly string[] }
  | { readonly ok: false; readonly message: string };

const bad = (message: string): AddressReading => ({ ok: false, message });

/**
 * Finds the expressions of a channel address: a name in curly braces.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelAddressExpressions
 */
export function readAddress(address: string): AddressReading {
  const parameters: string[] = [];
  let opened: number | undefined;
  for (const { 0: brace, index } of address.matchAll(/[{}]/g)) {
    if (brace === '{') {
      if (opened !== undefined) return bad('a `{` stands inside another');
      opened = index + 1;
    } else {
      if (opened === undefined) return bad('a `}` has no `{` before it');
      if (opened === index) return bad('`{}` names no parameter');
      parameters.push(address.slice(opened, index));
      opened = undefined;
    }
  }
  return opened === undefined ? { ok: true, parameters } : bad('a `{` is not closed');
}
