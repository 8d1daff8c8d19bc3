import type { Rule } from '../rule.js';
import { channelParametersMatch } from './channel-parameters-match.js';
import { channelServerInRoot } from './channel-server-in-root.js';
import {
  channelParameterLocation,
  messageCorrelationLocation,
  operationReplyLocation,
} from './location-resolves.js';
import { messageExamplesValid } from './message-examples-valid.js';
import { messageHeadersObject } from './message-headers-object.js';
import { messageSchemaFormat } from './message-schema-format.js';
import { operationMessageInChannel, operationReplyMessages } from './messages-in-channel.js';
import { operationChannelInRoot } from './operation-channel-in-root.js';
import { operationReplyAddress } from './operation-reply-address.js';
import { schemaDialect } from './schema-dialect.js';
import { schemaDefaultValid, schemaExamplesValid } from './schema-values-valid.js';
import { securityScopesDefined } from './security-scopes-defined.js';

/** What the specification asks beyond the shape of its objects. Fresh rules for each document. */
export const rules = (): readonly Rule[] => [
  channelParameterLocation,
  channelParametersMatch,
  channelServerInRoot,
  messageCorrelationLocation,
  messageExamplesValid,
  messageHeadersObject,
  messageSchemaFormat(),
  operationChannelInRoot,
  operationMessageInChannel,
  operationReplyAddress,
  operationReplyLocation,
  operationReplyMessages,
  schemaDefaultValid,
  schemaDialect,
  schemaExamplesValid,
  securityScopesDefined,
];
