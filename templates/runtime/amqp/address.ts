import { Buffer } from 'node:buffer';
import type { ChannelContract, ParameterContract } from '../contract.js';
import { InvalidMessageError, TooLargeError } from '../errors.js';

/** Longest name or routing key of AMQP 0-9-1 (a short string), in bytes. */
export const SHORT_STRING = 255;

/** The pseudo queue of RabbitMQ's direct reply-to. */
export const DIRECT_REPLY = 'amq.rabbitmq.reply-to';

/** More combinations of enum values than this are bound as a wildcard and sorted out on arrival. */
const MOST_BINDINGS = 256;

type Piece = { readonly text: string } | { readonly param: string };

export type Params = Readonly<Record<string, string>>;

/**
 * An address of the document as a routing key. The values of its parameters are percent-encoded
 * where they would be read as AMQP's own syntax, so that they can be read back.
 */
export class RoutingKey {
  readonly #pieces: readonly Piece[];
  readonly #parameters: ReadonlyMap<string, ParameterContract>;
  readonly #pattern: RegExp;
  #parsedKey: string | undefined;
  #parsed: Params | undefined;

  constructor(address: string, channel: ChannelContract) {
    this.#pieces = split(address);
    this.#parameters = new Map(Object.entries(channel.parameters ?? {}));
    this.#pattern = new RegExp(`^${this.#pieces.map(toPattern).join('')}$`, 'su');
  }

  /**
   * The routing key of a message.
   * @throws InvalidMessageError when a value is missing or empty
   * @throws TooLargeError above 255 bytes
   */
  fill(params: Params): string {
    const key = this.#pieces.map((piece) => this.#fillPiece(piece, params)).join('');
    return short(key, 'routing key');
  }

  /** The address for a queue's name: `*` where a parameter is left open. */
  name(params: Params): string {
    return this.#pieces
      .map((piece) => ('text' in piece ? piece.text : (valueOf(params, piece.param) ?? '*')))
      .join('');
  }

  /**
   * Binding keys that let through what matches `params`, and as little else as AMQP can say:
   * `*` stands for a whole word between dots only.
   */
  bindings(params: Params): string[] {
    let keys = [''];
    for (const piece of this.#pieces) {
      const values = 'text' in piece ? [piece.text] : this.#values(piece.param, params);
      keys = keys.flatMap((key) => values.map((value) => key + value));
      if (keys.length > MOST_BINDINGS) return [toWords(this.name(params), '*')];
    }
    return keys.map((key) => toWords(key, ANY));
  }

  /** True when every parameter has a value or a list of them: no wildcard is needed. */
  isClosed(params: Params): boolean {
    return this.#pieces.every(
      (piece) => 'text' in piece || !this.#values(piece.param, params).includes(ANY),
    );
  }

  /** The values in a routing key, decoded; undefined when it is not of this address. */
  parse(routingKey: string): Params | undefined {
    // Most messages come to the address of the one before.
    if (routingKey !== this.#parsedKey) {
      this.#parsed = this.#parse(routingKey);
      this.#parsedKey = routingKey;
    }
    return this.#parsed && { ...this.#parsed };
  }

  #parse(routingKey: string): Params | undefined {
    const match = this.#pattern.exec(routingKey);
    if (match === null) return undefined;
    const names = this.#pieces.flatMap((piece) => ('param' in piece ? [piece.param] : []));
    const params: Record<string, string> = Object.create(null) as Record<string, string>;
    names.forEach((name, index) => (params[name] = decode(match[index + 1] ?? '')));
    return params;
  }

  #fillPiece(piece: Piece, params: Params): string {
    if ('text' in piece) return piece.text;
    const value = valueOf(params, piece.param);
    if (value !== undefined) return value;
    const message = 'must have a value that is not empty';
    throw new InvalidMessageError('params', [
      { path: `/${piece.param}`, keyword: 'required', message },
    ]);
  }

  /** All values that a subscription takes for a parameter, encoded, or `ANY`. */
  #values(name: string, params: Params): readonly string[] {
    const value = valueOf(params, name);
    if (value !== undefined) return [value];
    return this.#parameters.get(name)?.enum?.map(encode) ?? [ANY];
  }
}

/** A placeholder that no address or encoded value contains: controls are percent-encoded. */
const ANY = '\u0000';

const valueOf = (params: Params, name: string): string | undefined => {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  return value === undefined || value === '' ? undefined : encode(value);
};

const split = (address: string): Piece[] =>
  address
    .split(/(\{[^{}]+\})/u)
    .filter((part) => part !== '')
    .map((part) => (/^\{.+\}$/su.test(part) ? { param: part.slice(1, -1) } : { text: part }));

/** `*` and `#` in the address itself are AMQP wildcards; a parameter is one word or part of one. */
const toPattern = (piece: Piece): string =>
  'param' in piece
    ? '([^.]+?)'
    : piece.text
        .replaceAll(/[\\^$+?()[\]{}|./]/gu, '\\$&')
        .replaceAll('*', '[^.]*')
        .replaceAll('#', '.*');

/** A word that holds `hole` somewhere becomes `*`. */
const toWords = (key: string, hole: string): string =>
  key
    .split('.')
    .map((word) => (word.includes(hole) ? '*' : word))
    .join('.');

const SPECIAL = /[.*#%\u0000-\u001f\u007f]/gu;

/** Percent-encodes what AMQP would read as syntax (DELIVERY section 3): `a.b` is `a%2Eb`. */
export const encode = (value: string): string =>
  value.replaceAll(
    SPECIAL,
    (char) => `%${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

const decode = (value: string): string =>
  value.replaceAll(/%([0-7][0-9A-Fa-f])/gu, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );

/** @throws TooLargeError when `text` does not fit AMQP's short string */
export const short = (text: string, what: string): string => {
  // A UTF-16 unit is at most three bytes of UTF-8: most names need no counting.
  if (text.length * 3 <= SHORT_STRING || Buffer.byteLength(text) <= SHORT_STRING) return text;
  throw new TooLargeError(`${what} "${text}" is longer than AMQP's ${SHORT_STRING} bytes`);
};
