const specification = 'https://www.asyncapi.com/docs/reference/specification/v3.1.0';

export interface ReviewedDocument {
  /** Part of the document's path in the corpus. */
  readonly file: RegExp;
  /** Our verdict; the parser's is the other. */
  readonly ours: 'valid' | 'invalid';
  /** A code of ours that must be among the errors. */
  readonly code?: string;
  readonly why: string;
  /** The section that decides. */
  readonly section: string;
}

/** Each document on which `@asyncapi/parser` and we disagree, looked at one by one. */
export const reviewed: readonly ReviewedDocument[] = [
  {
    file: /base-doc-combined\.json$|asyncapi-adeo\.yml$|asyncapi\/diff\/test\/spec\/asyncapi-v3\.yml$/,
    ours: 'invalid',
    code: 'operation/reply-address',
    why: 'A reply has an `address`, and its channel a fixed one. The parser does not look.',
    section: `${specification}#operationReplyObjectChannel: "MUST be either null or not defined"`,
  },
  {
    file: /kraken-websocket-request-reply-.*\.yml$|asyncapi-slack-client\.yml$|auth_token_validator_API\.yaml$/,
    ours: 'invalid',
    code: 'message/examples-valid',
    why: 'Examples that do not fit the payload of their message. The parser does not look.',
    section: `${specification}#messageExampleObject: "MUST validate against the Message Object's payload field"`,
  },
  {
    file: /asyncapi_parser_message_valid\.yaml$/,
    ours: 'invalid',
    code: 'message/examples-valid',
    why: 'Examples without the header `correlationId`, which the headers require that the message and its trait describe together. The parser does not look.',
    section: `${specification}#messageExampleObject: "MUST validate against the Message Object's headers field"`,
  },
  {
    file: /operation-security-asyncapi\.yml$|validator_schema_invalid_default\.yaml$/,
    ours: 'invalid',
    code: 'schema/default-valid',
    why: 'A default "false" of type boolean. The parser does not look.',
    section: `${specification}#schemaObject: "the value MUST conform to the defined type for the Schema Object"`,
  },
  {
    file: /springwolf-asyncapi\/.*\/asyncapi-openapischema\.yaml$/,
    ours: 'invalid',
    code: 'ref/wrong-kind',
    why: 'A schema of format AsyncAPI refers to one of format OpenAPI. The parser does not look.',
    section: `${specification}#multiFormatSchemaObjectSchema: "schemaFormat of the resource being referenced MUST match"`,
  },
  {
    file: /bundler\/.*\/lightTurnOn\/asyncapi\.yaml$/,
    ours: 'invalid',
    code: 'channel/parameters-match',
    why: 'The address has a parameter and there is no `parameters`. The parser then does not look.',
    section: `${specification}#parametersObject: "MUST contain all the parameters used in the parent channel address"`,
  },
  {
    file: /redocly-cli\/tests\/e2e\/lint\/async3\/simple-3-1\.yml$/,
    ours: 'valid',
    why: 'Bindings of `ros2` on a channel. The meta-schema has them on servers and operations only.',
    section: `${specification}#channelBindingsObject: ros2 is a fixed field since 3.1.0`,
  },
  {
    file: /./,
    ours: 'invalid',
    code: 'spec/version',
    why: 'AsyncAPI 2.x. The parser reads it; we read 3.0 and 3.1 and name the converter.',
    section: `${specification}#A2SVersionString`,
  },
];
