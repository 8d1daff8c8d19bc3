import type { Rule } from '../rule.js';
import { channelParametersMatch } from './channel-parameters-match.js';
import { channelServerInRoot } from './channel-server-in-root.js';
import { messageSchemaFormat } from './message-schema-format.js';
import { operationMessageInChannel, operationReplyMessages } from './messages-in-channel.js';
import { operationChannelInRoot } from './operation-channel-in-root.js';
import { operationReplyAddress } from './operation-reply-address.js';
import { schemaDialect } from './schema-dialect.js';

/** What the specification asks beyond the shape of its objects. Fresh rules for each document. */
export const rules = (): readonly Rule[] => [
  channelParametersMatch,
  channelServerInRoot,
  messageSchemaFormat(),
  operationChannelInRoot,
  operationMessageInChannel,
  operationReplyAddress,
  operationReplyMessages,
  schemaDialect,
];
