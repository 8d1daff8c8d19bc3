/**
 * The model: plain, sorted, JSON-safe data, linked by id. Nothing here refers to the loader, and
 * nothing depends on the order of keys in the document. Every list is sorted by id.
 */

/** Where a thing stands in the user's files, for diagnostics of later stages. */
export interface Origin {
  readonly uri: string;
  readonly pointer: string;
}

/** The document's prose about a thing. It is hostile text: print it only through `comment`. */
export interface Doc {
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly externalDocs?: { readonly url: string; readonly description?: string };
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
}

export interface Node {
  readonly id: string;
  readonly origin: Origin;
  readonly doc: Doc;
  /** `x-` fields, as data. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Names are made in `names.ts` and nowhere else. */
export interface Names {
  /** `PetAdopted` */
  readonly type: string;
  /** `petAdopted` */
  readonly value: string;
  /** `pet-adopted` */
  readonly file: string;
}

/** Bindings by protocol, opaque: only the protocol's own view reads them. */
export type Bindings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Model {
  /** The `asyncapi` field: `3.0.0`, `3.1.0`. */
  readonly asyncapi: string;
  readonly info: Info;
  readonly defaultContentType: string | undefined;
  readonly servers: readonly Server[];
  readonly channels: readonly Channel[];
  readonly operations: readonly Operation[];
  readonly messages: readonly Message[];
  readonly schemas: readonly Schema[];
}

export interface Info extends Node {
  readonly title: string;
  readonly version: string;
  readonly termsOfService?: string;
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
  readonly license?: { readonly name: string; readonly url?: string };
}

export interface Server extends Node {
  readonly host: string;
  readonly pathname?: string;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly variables: readonly ServerVariable[];
  readonly security: readonly SecurityScheme[];
  readonly bindings: Bindings;
}

export interface ServerVariable {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly enum?: readonly string[];
}

export interface SecurityScheme {
  readonly name: string | undefined;
  readonly type: string;
  readonly description?: string;
}

/** A part of an address: literal text or a parameter's name. */
export type AddressPart = { readonly text: string } | { readonly parameter: string };

export interface Address {
  /** As written: `shelter.{region}.notified`. */
  readonly text: string;
  readonly parts: readonly AddressPart[];
}

export interface Channel extends Node {
  /** `null`: known only at run time. */
  readonly address: Address | null;
  /** The name of its parameters' type, where it has any: `NoticesParams`. */
  readonly paramsType?: string;
  /** In the order of the address. */
  readonly parameters: readonly Parameter[];
  /** Ids of servers; all servers when the document names none. */
  readonly servers: readonly string[];
  /** Ids of messages. */
  readonly messages: readonly string[];
  readonly bindings: Bindings;
}

export interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: string;
  readonly examples?: readonly string[];
  /** Runtime expression: `$message.payload#/region`. */
  readonly location?: string;
}

export interface Operation extends Node {
  readonly action: 'send' | 'receive';
  /** The method's or handler's name: the operation's id wherever that is an identifier. */
  readonly name: string;
  /** Id of the channel. */
  readonly channel: string;
  /** Ids of messages: those named, else all of the channel's. */
  readonly messages: readonly string[];
  readonly reply: Reply | undefined;
  readonly security: readonly SecurityScheme[];
  readonly bindings: Bindings;
}

export interface Reply {
  /** Where the request names the address of its reply: `$message.header#/replyTo`. */
  readonly address?: { readonly location: string; readonly description?: string };
  /** Id of the channel, if the document names one. */
  readonly channel?: string;
  /** Ids of messages. */
  readonly messages: readonly string[];
}

export interface Message extends Node {
  /** What the wire calls it: the message's `name`, else its key. */
  readonly name: string;
  readonly names: Names;
  /** Media type, from the message or the document; `application/json` when neither says. */
  readonly contentType: string;
  /** Id of the payload's schema. Missing: no payload is declared. */
  readonly payload?: string;
  /** `schemaFormat` of a payload that is not JSON Schema: typed as `unknown`, not validated. */
  readonly foreignFormat?: string;
  /** Id of the headers' schema. */
  readonly headers?: string;
  /** Runtime expression. */
  readonly correlationId?: { readonly location: string; readonly description?: string };
  readonly bindings: Bindings;
  readonly examples: readonly MessageExample[];
}

export interface MessageExample {
  readonly name?: string;
  readonly summary?: string;
  readonly payload?: unknown;
  readonly headers?: unknown;
}

/**
 * A schema that gets a name: a message's payload or headers, a component, or whatever a `$ref`
 * points at. Everything else stays nested in the one that holds it.
 */
export interface Schema extends Node {
  readonly names: Names;
  /** The module that declares it, relative to the output, no ending: `messages/pet-adopted`, `schemas/pet`. */
  readonly module: string;
  /** Draft-07 JSON Schema, in which each `$ref` is the id of another `Schema`. Never inlined twice. */
  readonly json: JsonSchema;
}

export type JsonSchema = boolean | JsonSchemaObject;

/** A JSON Schema object with the keywords of draft-07 and of the AsyncAPI Schema Object. */
export interface JsonSchemaObject {
  /** Id of a model schema. Siblings of `$ref` are dropped, as draft-07 says (section 8.3). */
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly multipleOf?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly additionalItems?: JsonSchema;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly contains?: JsonSchema;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly dependencies?: Readonly<Record<string, JsonSchema | readonly string[]>>;
  readonly propertyNames?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  /** AsyncAPI Schema Object: the property that tells the branches apart. */
  readonly discriminator?: string;
  /** OpenAPI habit, honoured because real documents have it: `null` is allowed as well. */
  readonly nullable?: boolean;
  /** `x-` fields on a property that the run time reads: `x-header-role`. */
  readonly [extension: `x-${string}`]: unknown;
}
