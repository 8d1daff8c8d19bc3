import type { Kind } from '../spec/shape.js';

/** What became of fields of AsyncAPI 2.x and of OpenAPI, by the object that they are found in. */
const moved: Readonly<Record<string, string>> = {
  'document.tags': 'In AsyncAPI 3 the tags of the document stand in `info.tags`.',
  'document.externalDocs': 'In AsyncAPI 3 this stands in `info.externalDocs`.',
  'document.security': 'Security stands in a server or in an operation.',
  'document.paths': 'AsyncAPI has `channels` and `operations` where OpenAPI has `paths`.',
  'channel.publish':
    'This is AsyncAPI 2.x. In AsyncAPI 3 it is an operation under `operations` with `action: receive` and a `channel` reference to this channel.',
  'channel.subscribe':
    'This is AsyncAPI 2.x. In AsyncAPI 3 it is an operation under `operations` with `action: send` and a `channel` reference to this channel.',
  'channel.message': 'In AsyncAPI 3 a channel has `messages`: a map of names to messages.',
  'operation.operationId': 'In AsyncAPI 3 the key under `operations` is the operation’s id.',
  'operation.message':
    'In AsyncAPI 3 an operation has `messages`: a list of references into its channel’s messages.',
  'operation.deprecated':
    'Neither AsyncAPI 2.x nor 3 marks operations as deprecated: use an own field, `x-deprecated`.',
  'message.messageId':
    'In AsyncAPI 3 the key of the message is its id; `name` names it on the wire.',
  'message.schemaFormat':
    'In AsyncAPI 3 it stands with the schema: `payload: { schemaFormat: ..., schema: ... }`.',
  'messageTrait.schemaFormat':
    'In AsyncAPI 3 it stands with the schema: `headers: { schemaFormat: ..., schema: ... }`.',
  'messageTrait.payload': 'A trait cannot give a payload: it belongs to the message.',
  'server.url': 'In AsyncAPI 3 a URL is split into `host`, `pathname` and `protocol`.',
  'parameter.schema':
    'In AsyncAPI 3 a parameter is a text with `enum`, `default` and `examples`, without a schema.',
  'oauthFlow.tokenUrl': 'The implicit flow has no token URL.',
  'oauthFlow.authorizationUrl':
    'Only the flows implicit and authorizationCode have an authorization URL.',
  'operationTrait.action': 'A trait cannot give it: it belongs to the operation.',
  'operationTrait.channel': 'A trait cannot give it: it belongs to the operation.',
  'operationTrait.messages': 'A trait cannot give it: it belongs to the operation.',
  'operationTrait.reply': 'A trait cannot give it: it belongs to the operation.',
  'oauthFlow.scopes': 'In AsyncAPI 3 the scopes of a flow stand in `availableScopes`.',
};

/** How to say in AsyncAPI 3 what an unknown field says in 2.x. */
export const oldHabit = (kind: Kind, field: string): string | undefined => {
  const key = `${kind}.${field}`;
  return Object.hasOwn(moved, key) ? moved[key] : undefined;
};
