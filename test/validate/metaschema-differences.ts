import type { Diagnostic } from '../../src/diagnostic.js';

export interface Difference {
  readonly document: string;
  readonly mutation: string;
  /** The mutated document. */
  readonly value: unknown;
  readonly ours: readonly Diagnostic[];
  readonly theirs: readonly { readonly instancePath: string; readonly message?: string }[];
}

/** A kind of fault on which we and the meta-schema disagree, and what decides. */
export interface Reviewed {
  readonly what: string;
  /** The section of the specification. */
  readonly section: string;
  /** A finding of ours that the meta-schema lacks. */
  readonly ours?: (diagnostic: Diagnostic) => boolean;
  /** A place and a message of the meta-schema that we rightly do not have. */
  readonly theirs?: { readonly at: RegExp; readonly message: RegExp };
}

const specification = 'https://www.asyncapi.com/docs/reference/specification/v3.1.0';

export const reviewed: readonly Reviewed[] = [
  {
    what: 'The meta-schema checks no keys of components, servers and parameters, nor what is under bad ones.',
    section: `${specification}#componentsObject: "MUST use keys that match the regular expression"`,
    ours: ({ code, pointer }) =>
      code === 'spec/component-key' || /^\/components\/\w+\/[^/]*[^\w./-]/.test(pointer),
  },
  {
    what: 'The meta-schema lets any field stand beside `schemaFormat` and `schema`, and needs neither.',
    section: `${specification}#multiFormatSchemaObject: both are required, only x- fields beside them`,
    ours: ({ message }) => message.includes('Multi Format Schema Object'),
  },
  {
    what: 'So it does not see a bad name of an extension there.',
    section: `${specification}#specificationExtensions`,
    ours: ({ code, pointer }) =>
      (code === 'spec/extension-name' &&
        /(schemas\/[^/]+|payload|headers)\/[^/]+$/.test(pointer)) ||
      pointer.endsWith('/schemaFormat'),
  },
  {
    what: 'The meta-schema closes each type of security scheme but oauth2.',
    section: `${specification}#securitySchemeObject: only x- fields beside the fixed ones`,
    ours: ({ code, message, pointer }) =>
      message.includes('of type oauth2') ||
      (code === 'spec/extension-name' &&
        /\/(securitySchemes|security)\/[^/]+\/[^/]+$/.test(pointer)),
  },
  {
    what: 'The meta-schema gives a Parameter Object no type, so that anything is one.',
    section: `${specification}#parameterObject`,
    ours: ({ message }) => /must be a Parameter Object|map of Parameter Objects/.test(message),
  },
  {
    what: 'The meta-schema still has the list form of message traits of AsyncAPI 2.',
    section: `${specification}#messageObjectTraits: [Message Trait Object | Reference Object]`,
    ours: ({ message }) => message.includes('must be a Message Trait Object, but it is a list'),
  },
  {
    what: 'We follow references; the meta-schema does not look at a target in a place of no kind.',
    section: `${specification}#referenceObject`,
    ours: ({ pointer }) =>
      /^\/components\/schemas\/(units(_signed)?\/types|mc|com)\//.test(pointer),
  },
  {
    what: 'The meta-schema allows no boolean as payload or headers or in components.schemas.',
    section: `${specification}#schemaObject: "MAY be represented by the boolean value true"`,
    theirs: { at: /\/(payload|headers|schemas\/[^/]+)$/, message: /must be object/ },
  },
  {
    what: 'The meta-schema does not allow extensions in examples of messages and in OAuth flows.',
    section: `${specification}#messageExampleObject, #oauthFlowsObject: "MAY be extended"`,
    theirs: { at: /\/(examples\/\d+|flows)$|securit/, message: /must NOT have additional/ },
  },
  {
    what: 'The meta-schema asks for an item in `enum`.',
    section: 'https://json-schema.org/draft-07/json-schema-validation#rfc.section.6.1.2: "SHOULD"',
    theirs: { at: /\/enum$/, message: /must NOT have fewer than 1 items/ },
  },
  {
    what: 'The meta-schema lacks mercure, mqtt5 and ros2 in some bindings objects.',
    section: `${specification}#channelBindingsObject`,
    theirs: { at: /\/bindings$/, message: /must NOT have additional properties/ },
  },
];

/**
 * Whether a place is in something beside a `$ref`. It is ignored, and the meta-schema checks it.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#referenceObject
 */
function isBesideRef(value: unknown, pointer: string): boolean {
  let at = value;
  for (const key of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return false;
    if (!Array.isArray(at) && '$ref' in at && typeof at.$ref === 'string') return true;
    at = (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return false;
}

/** Whether the reviewed list says why the verdicts differ. */
export const isReviewed = ({ ours, theirs, value }: Difference): boolean =>
  ours.length > 0
    ? ours.every((diagnostic) => reviewed.some((entry) => entry.ours?.(diagnostic) === true))
    : theirs.some(
        (error) =>
          isBesideRef(value, error.instancePath) ||
          reviewed.some(
            ({ theirs: known }) =>
              known?.at.test(error.instancePath) === true &&
              known.message.test(error.message ?? ''),
          ),
      );
