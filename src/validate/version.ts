import type { Place } from '../load/source.js';
import { isObject } from '../spec/shape.js';
import { nearest } from '../nearest.js';
import type { Problem } from './report.js';
import { code, describe, printable, safe } from '../show.js';

/** The newest patch version of each minor version that is supported. */
const supported = ['3.0.0', '3.1.0'] as const;

const fault = (
  message: string,
  help: NonNullable<Problem['help']>,
  path: readonly string[] = [],
): Problem => ({ code: 'spec/version', message, help, path });

/**
 * Reads the version of a document. Patch versions make no difference.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#A2SVersionString
 * @returns the minor version, or what keeps the document from being read as AsyncAPI 3.0 or 3.1
 */
export function readVersion(root: Place): { readonly minor: number } | Problem {
  const { value } = root;
  if (!isObject(value))
    return fault(
      `An AsyncAPI document must be an object, but this is ${describe(value)}.`,
      'Start it with `asyncapi: 3.1.0`.',
    );
  if (!Object.hasOwn(value, 'asyncapi')) return notAsyncapi(value);
  return ofVersion(value['asyncapi'], root);
}

function notAsyncapi(value: Readonly<Record<string, unknown>>): Problem {
  for (const [key, name] of others)
    if (Object.hasOwn(value, key))
      return fault(
        `This is ${name}, not an AsyncAPI document.`,
        'petevents reads AsyncAPI 3.0 and 3.1 documents.',
        [key],
      );
  const meant = Object.keys(value).find((key) => nearest(key, ['asyncapi']) !== undefined);
  return fault(
    'The document does not say its AsyncAPI version.',
    meant === undefined
      ? 'Start it with `asyncapi: 3.1.0`.'
      : `Did you mean \`asyncapi\` by ${code(meant)}?`,
    meant === undefined ? [] : [meant],
  );
}

const others: readonly (readonly [string, string])[] = [
  ['openapi', 'an OpenAPI document'],
  ['swagger', 'a Swagger (OpenAPI 2.0) document'],
  ['arazzo', 'an Arazzo document'],
  ['$schema', 'a JSON Schema'],
];

function ofVersion(version: unknown, root: Place): { readonly minor: number } | Problem {
  if (typeof version !== 'string')
    return fault(
      `The AsyncAPI version must be text such as 3.1.0, but it is ${describe(version)}.`,
      'Write all three numbers: `asyncapi: 3.1.0`.',
      ['asyncapi'],
    );
  const match = /^3\.([01])\.\d+$/.exec(version);
  return match === null ? unsupported(version, root) : { minor: Number(match[1]) };
}

function unsupported(version: string, root: Place): Problem {
  const message = `AsyncAPI ${safe(version)} is not supported: 3.0 and 3.1 are.`;
  const help = /^[12]\./.test(version)
    ? `Convert it with the official converter: ${convertCommand(root.file.uri)}`
    : `Write \`asyncapi: ${supported[1]}\`, or ${supported[0]} for older tools.`;
  return fault(message, help, ['asyncapi']);
}

/** The command line of AsyncAPI's own converter (package `@asyncapi/cli`, command `convert`). */
function convertCommand(uri: string): string {
  const file = uri.startsWith('<') ? 'asyncapi.yaml' : uri;
  const output = /\.(ya?ml|json)$/i.test(file)
    ? file.replace(/(\.\w+)$/, '.v3$1')
    : `${file}.v3.yaml`;
  return `npx -p @asyncapi/cli asyncapi convert ${word(file)} --output ${word(output)} --target-version 3.0.0`;
}

/** A word for a POSIX shell; a file's name must not become a command. */
const word = (text: string): string =>
  /^[\w./:@%+-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`;
